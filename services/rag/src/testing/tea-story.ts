/** A small story of three scenes in the format of the Edge clients, for tests that need to know every word. */
export const teaStory = (overrides: Record<string, unknown> = {}) => ({
  project_metadata: { project_name: '雨前', total_chapters: 1, total_scenes: 3, version: '2.1' },
  chapters: { '1': { id: 1, name: '第1集', scene_ids: [11, 12, 13] } },
  scenes: {
    '11': {
      id: 11,
      name: '码头',
      chapter_id: 1,
      start_time: '00:00:00.000',
      end_time: '00:00:20.000',
      inferred_location: '南岸码头',
      character_dynamics: '陆青禾在雨里等一条不会来的船。',
      dialogues: [
        {
          content: '我是领航员，我认得那盏灯。',
          speaker: '陆青禾',
          start_time: '00:00:01.000',
          end_time: '00:00:04.000',
        },
      ],
    },
    '12': {
      id: 12,
      name: '账房',
      chapter_id: 1,
      start_time: '00:00:20.000',
      end_time: '00:00:40.000',
      inferred_location: '旧账房',
      dialogues: [
        { content: '程局长，账本在这里。', speaker: '陆青禾', start_time: '00:00:21.000', end_time: '00:00:24.000' },
        { content: '我不是来拿账本的。', speaker: '程野', start_time: '00:00:25.000', end_time: '00:00:28.000' },
      ],
    },
    '13': {
      id: 13,
      name: '灯塔',
      chapter_id: 1,
      start_time: '00:00:40.000',
      end_time: '00:01:00.000',
      inferred_location: '灯塔',
      dialogues: [],
    },
  },
  narrative_timeline: {
    type: 'linear',
    sequence: { '11': { narrative_index: 1 }, '12': { narrative_index: 2 }, '13': { narrative_index: 3 } },
  },
  ...overrides,
})
