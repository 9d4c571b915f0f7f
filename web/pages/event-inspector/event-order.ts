/** Events in the order in which they are to be sent again, by the bus's ids. */
export type Order = readonly string[];

/**
 * Chooses an event, or gives it up. A newer one comes first: an older one after it is what a bus may do at any time.
 * @param placeOf an event's place among those that passed: the higher, the newer
 */
export function chosen(order: Order, eventId: string, placeOf: (eventId: string) => number): Order {
  if (order.includes(eventId)) return order.filter((one) => one !== eventId);
  const place = order.findIndex((one) => placeOf(one) < placeOf(eventId));
  return place === -1 ? [...order, eventId] : order.toSpliced(place, 0, eventId);
}

/** @param by -1: one place sooner, 1: one later; at the ends nothing is moved */
export function moved(order: Order, eventId: string, by: -1 | 1): Order {
  const from = order.indexOf(eventId);
  const to = from + by;
  if (from === -1 || to < 0 || to >= order.length) return order;
  return order.toSpliced(from, 1).toSpliced(to, 0, eventId);
}
