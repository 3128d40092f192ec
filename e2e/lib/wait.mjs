// Waiting for conditions: the only way that these tests deal with time.

const PAUSE = 50;

/** Asks until the answer is truthy, and gives it; fails with `what` when that takes longer than `limit`. */
export async function until(what, ask, limit = 20_000) {
  const end = Date.now() + limit;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`Waited ${limit / 1000} s in vain: ${what}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
