/**
 * Does something with each item, `mostAtOnce` at a time, to the end or until `isOver`. After a failure no further item is begun, those under
 * way are awaited, and the first error is thrown: nothing goes on after the answer.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  mostAtOnce: number,
  act: (item: Item) => Promise<Result>,
  isOver: () => boolean = () => false,
): Promise<Result[]> {
  const waiting = [...items];
  const results: Result[] = [];
  const failures: unknown[] = [];
  const lane = async () => {
    while (failures.length === 0 && !isOver()) {
      const item = waiting.shift();
      if (item === undefined) return;
      try {
        results.push(await act(item));
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
}
