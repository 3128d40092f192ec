// Tidying up after a test: what came last goes first, and one that fails does not keep the others from going.

const stacks = new WeakMap();

/** Does `work` when the test is over. */
export function afterwards(test, work) {
  if (!stacks.has(test)) {
    const stack = [];
    stacks.set(test, stack);
    test.after(async () => {
      const faults = [];
      while (stack.length > 0) {
        try {
          await stack.pop()();
        } catch (error) {
          faults.push(error);
        }
      }
      if (faults.length > 0) throw new AggregateError(faults, 'Tidying up after the test failed');
    });
  }
  stacks.get(test).push(work);
}
