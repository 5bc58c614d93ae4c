import { z } from 'zod'
import { describeIssue } from '../../errors/describe-issue.ts'

/**
 * A list that is checked up to its first wrong member. A plain zod list words every wrong one, and a file may hold a
 * million of them: more words than fit into memory, to show one.
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

/** Far more sentences than four hours of film hold. */
export const MAX_SEGMENTS = 5_000
