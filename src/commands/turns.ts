/**
 * Turns for work on this thread: one begins in each turn of the event loop, so that acknowledgements and answers of
 * others go out in between, and the servers that wait take them in rotation, so that a busy one delays nobody. Work that
 * waits for something holds no turn.
 */
export function openTurns(): (server: string) => Promise<void> {
  const waiting = new Map<string, (() => void)[]>();
  let isGoing = false;

  function next(): void {
    const [first] = waiting;
    if (!first) {
      isGoing = false;
      return;
    }
    const [server, queue] = first;
    const begin = queue.shift();
    // Behind the others until it is its turn again.
    waiting.delete(server);
    if (queue.length > 0) waiting.set(server, queue);
    begin?.();
    setImmediate(next);
  }

  return (server) =>
    new Promise((begin) => {
      const queue = waiting.get(server);
      if (queue) queue.push(begin);
      else waiting.set(server, [begin]);
      if (isGoing) return;
      isGoing = true;
      setImmediate(next);
    });
}
