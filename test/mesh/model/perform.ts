import type { Mesh } from '../../../src/mesh/mesh.ts';
import type { Subscription } from '../../../src/mesh/subscriptions/subscription.ts';
import { dieAtCall } from '../support/crash.ts';
import type { MeshOptions, TestMesh } from '../support/test-mesh.ts';
import type { Trouble } from './gesture.ts';

const MOST_LIVES = 6;

export type Step = (mesh: Mesh) => Promise<Subscription>;
/** A worker of its own, so much later that the lease of a dead one has run out. */
export type ALife = (options?: MeshOptions) => Mesh;

/**
 * Does one step under one trouble, then gives the same job again until it is through, as the queue would. Returns the record; throws what the
 * last life threw.
 */
export async function perform(
  test: TestMesh,
  aLife: ALife,
  step: Step,
  trouble: Trouble,
): Promise<Subscription> {
  switch (trouble.kind) {
    case 'none':
      return step(aLife());
    case 'twice':
      await step(aLife());
      return step(aLife());
    case 'death':
      await dieAtCall(test, trouble.call, (signal) => step(aLife({ signal })));
      return step(aLife());
    case 'entry':
      test.aws.faults.inject({
        operation: 'lakeformation:BatchGrantPermissions',
        kind: 'entry',
        code: trouble.code,
        count: 1,
      });
      break;
    default:
      test.aws.faults.inject(trouble);
  }
  try {
    return await untilThrough(aLife, step);
  } finally {
    test.aws.faults.clear();
  }
}

/** A step that AWS hindered is given again; a refusal by the mesh itself is not. */
async function untilThrough(aLife: ALife, step: Step): Promise<Subscription> {
  for (let life = 1; ; life += 1) {
    try {
      return await step(aLife());
    } catch (error) {
      const isRetryable = error instanceof Error && 'retryable' in error && error.retryable === true;
      if (!isRetryable || life === MOST_LIVES) {
        throw error;
      }
    }
  }
}
