export type HeapItem = { key: number; value: number }

/** A binary heap: `pop` gives the smallest key; equal keys come out in an order fixed by the pushes. */
export const makeHeap = () => {
  const items: HeapItem[] = []
  const keyAt = (at: number) => (items[at] as HeapItem).key
  const swap = (a: number, b: number) => {
    const kept = items[a] as HeapItem
    items[a] = items[b] as HeapItem
    items[b] = kept
  }
  const sink = (from: number) => {
    for (let at = from; ; ) {
      let least = at
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < items.length && keyAt(child) < keyAt(least)) least = child
      if (least === at) return
      swap(at, least)
      at = least
    }
  }
  return {
    push: (key: number, value: number): void => {
      let at = items.push({ key, value }) - 1
      while (at > 0 && keyAt((at - 1) >> 1) > keyAt(at)) {
        swap(at, (at - 1) >> 1)
        at = (at - 1) >> 1
      }
    },
    pop: (): HeapItem | undefined => {
      const top = items[0]
      const last = items.pop()
      if (top && last && items.length > 0) {
        items[0] = last
        sink(0)
      }
      return top
    },
  }
}
