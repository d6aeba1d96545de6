import type { TestMesh } from './test-mesh.ts';

/**
 * Runs something and lets it die at its n-th AWS call: the call is applied, and its answer never arrives. Whoever waited for it waits for
 * ever, so that nothing more is done. Tells whether it died, or came to its end before.
 */
export async function dieAtCall(
  test: TestMesh,
  n: number,
  run: (signal: AbortSignal) => Promise<unknown>,
): Promise<'died' | 'ended'> {
  let seen = 0;
  let died: () => void = () => undefined;
  const death = new Promise<'died'>((resolve) => {
    died = () => resolve('died');
  });
  test.hook = () => {
    seen += 1;
    if (seen < n) {
      return undefined;
    }
    died();
    return new Promise(() => undefined);
  };
  const controller = new AbortController();
  const end = run(controller.signal).then(() => 'ended' as const);
  // What dies is never asked again; at the end of the test its connection breaks.
  end.catch(() => undefined);
  const outcome = await Promise.race([death, end]);
  controller.abort();
  test.hook = () => undefined;
  return outcome;
}
