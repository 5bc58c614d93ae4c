import { z } from 'zod'
import { describeIssue } from '../../errors/describe-issue.ts'

/**
 * A list that is checked up to its first wrong member. A plain zod list makes an issue for every wrong member, of which a
 * file may hold a million: more than fit into memory, although only one is shown.
 */
export const checkedList = <Item extends z.ZodType>(item: Item) =>
  z.array(z.custom<z.output<Item>>()).superRefine((list, context) => {
    for (const [index, member] of list.entries()) {
      const issue = item.safeParse(member, { reportInput: true }).error?.issues[0]
      if (!issue) continue
      context.addIssue({ code: 'custom', path: [index, ...issue.path], params: { said: describeIssue(issue) } })
      return
    }
  })

/** Far more segments than a film of four hours has. */
export const MAX_SEGMENTS = 5_000
