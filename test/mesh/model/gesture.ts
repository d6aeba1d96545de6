import fc from 'fast-check';
import { TABLE_PERMISSIONS, type TablePermission } from '../../../src/mesh/permissions.ts';
import { CONSUMER, OTHER_CONSUMER } from '../support/test-mesh.ts';

export const TABLES = ['orders', 'customers', 'refunds'] as const;

/** What goes wrong while somebody does something. Whatever it is, the same job is given again until it is through. */
export type Trouble =
  | { readonly kind: 'none' }
  /** The worker dies after its n-th AWS call. */
  | { readonly kind: 'death'; readonly call: number }
  /** The job is delivered once more after it was done. */
  | { readonly kind: 'twice' }
  /** The next calls are answered so by the stand-in; what is applied is said at `FaultKind`. */
  | { readonly kind: 'throttle' | 'drop' | 'reset'; readonly operation: string; readonly count: number }
  /** One entry of a batch is refused. */
  | { readonly kind: 'entry'; readonly code: string };

/** What somebody who decides picks of the first table, and of `orders`; where it does not fit, all is given. */
export interface Choice {
  readonly columns?: 'include' | 'exclude' | undefined;
  readonly rows?: readonly ('first' | 'second')[] | undefined;
}

/** What somebody does. `which` counts through the subscriptions with which it is possible, and around. */
export type Gesture =
  | {
      readonly kind: 'ask';
      readonly consumer: string;
      readonly tables: readonly string[];
      readonly permissions: readonly TablePermission[];
      /** For the product with all that comes later, whatever the tables are. */
      readonly isLive: boolean;
    }
  | {
      readonly kind: 'approve';
      readonly which: number;
      readonly grants: readonly TablePermission[];
      readonly choice: Choice;
    }
  | {
      readonly kind: 'modify';
      readonly which: number;
      readonly permissions: readonly TablePermission[];
      /** Absent: columns and rows stay as they are. */
      readonly choice: Choice | undefined;
    }
  | {
      readonly kind: 'deny' | 'withdraw' | 'import' | 'revoke' | 'suspend' | 'resume' | 'follow';
      readonly which: number;
    }
  /** One approves while another denies. */
  | { readonly kind: 'both'; readonly which: number };

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const permissions = some(TABLE_PERMISSIONS.filter((each) => ['SELECT', 'DESCRIBE', 'INSERT'].includes(each)));
const choice: fc.Arbitrary<Choice> = fc.record({
  columns: fc.option(fc.constantFrom('include' as const, 'exclude' as const), { nil: undefined }),
  rows: fc.option(some(['first', 'second'] as const), { nil: undefined }),
});
const which = fc.nat({ max: 7 });

/** Approvals and ends are as frequent as requests, so that several subscriptions of one consumer overlap and part again. */
export const gesture: fc.Arbitrary<Gesture> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      consumer: fc.constantFrom(CONSUMER, OTHER_CONSUMER),
      tables: some(TABLES),
      permissions,
      isLive: fc.integer({ min: 0, max: 4 }).map((chance) => chance === 0),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('approve' as const),
      which,
      grants: fc.subarray(['SELECT' as const]),
      choice,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('modify' as const),
      which,
      permissions,
      choice: fc.option(choice, { nil: undefined }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('suspend' as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('resume' as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('follow' as const), which }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('revoke' as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('import' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('deny' as const, 'withdraw' as const, 'both' as const),
      which,
    }),
  },
);

const TOUCHED = [
  'lakeformation:BatchGrantPermissions',
  'lakeformation:BatchRevokePermissions',
  'lakeformation:ListPermissions',
  'lakeformation:CreateDataCellsFilter',
  'lakeformation:AddLFTagsToResource',
  'glue:PutResourcePolicy',
  's3:PutBucketPolicy',
  'dynamodb:TransactWriteItems',
  'sts:AssumeRole',
];

export const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ kind: 'none' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('death' as const), call: fc.integer({ min: 1, max: 25 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'twice' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('throttle' as const, 'drop' as const, 'reset' as const),
      operation: fc.constantFrom(...TOUCHED),
      count: fc.integer({ min: 1, max: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('entry' as const),
      code: fc.constantFrom('ConcurrentModificationException', 'AccessDeniedException'),
    }),
  },
);
