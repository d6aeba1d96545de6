import { createHash } from 'node:crypto';
import { InvalidRequestError } from '../errors.ts';
import {
  type Access,
  type BucketPlace,
  canBeCoarser,
  coarser,
  covers,
  groups,
  READ,
  readAccess,
  withoutCovered,
} from './bucket-access.ts';
import {
  awsPrincipals,
  isDeletedPrincipal,
  type PolicyDocument,
  type PolicyStatement,
  readPolicy,
  texts,
  writePolicy,
} from './policy-document.ts';

/** What S3 takes, in bytes of the compact JSON. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html */
const LIMIT = 20_480;

const LIST = 'AwsDataMeshListing-';

/**
 * The bucket's policy with exactly these prefixes readable for the principal, or, where `add` is set, with these besides those it has.
 * Statements that are not ours stay as they are, in their order. `undefined`: no statement is left.
 * Where a statement per prefix would not fit, prefixes are joined to their common parents; Lake Formation goes on deciding table by table.
 * Throws `InvalidRequestError` (`BUCKET_POLICY_FULL`).
 */
export function withReader(
  text: string | undefined,
  place: BucketPlace,
  principal: string,
  prefixes: readonly string[],
  { add }: { readonly add: boolean },
): string | undefined {
  const document = readPolicy(text, `bucket ${place.bucket}`);
  const access = new Map<string, ReadonlySet<string>>(readAccess(document, place));
  const known = add ? [...(access.get(principal) ?? [])] : [];
  const wanted = withoutCovered([...known, ...prefixes]);
  if (wanted.length === 0) {
    access.delete(principal);
  } else {
    access.set(principal, new Set(wanted));
  }
  for (let current: Access = access; ; current = coarser(current)) {
    const next = render(document, place, current);
    if (next === undefined || Buffer.byteLength(next) <= LIMIT) {
      return unchanged(document, place, current) ? text : next;
    }
    if (!canBeCoarser(current)) {
      throw new InvalidRequestError(
        'BUCKET_POLICY_FULL',
        `policy of ${place.bucket} would have ${Buffer.byteLength(next)} bytes`,
        {
          userMessage: `The policy of bucket ${place.bucket} is full (S3 takes ${LIMIT} bytes). Its owner has to remove statements first; nothing was granted.`,
        },
      );
    }
  }
}

/**
 * The bucket's policy without what the principal reads only for the prefixes that are `gone`. An entry that joined several prefixes gives way to
 * those of `kept` that it covered; entries about anything else stay.
 */
export function withoutPrefixes(
  text: string | undefined,
  place: BucketPlace,
  principal: string,
  { gone, kept }: { readonly gone: readonly string[]; readonly kept: readonly string[] },
): string | undefined {
  const held = readAccess(readPolicy(text, `bucket ${place.bucket}`), place).get(principal) ?? [];
  const left = [...held].flatMap((entry) =>
    gone.some((prefix) => covers(entry, prefix)) ? kept.filter((prefix) => covers(entry, prefix)) : [entry],
  );
  return withReader(text, place, principal, left, { add: false });
}

/** The policy without the principal in the statement that the library keeps for the whole bucket. */
export function withoutLibraryReader(
  text: string | undefined,
  bucket: string,
  principal: string,
): string | undefined {
  const document = readPolicy(text, `bucket ${bucket}`);
  const sid = `AwsDataMeshUtilsBucketPolicyStatement-${bucket}`;
  const held = document.statements.some(
    (statement) => statement.Sid === sid && awsPrincipals(statement).includes(principal),
  );
  if (!held) {
    return text;
  }
  const statements = document.statements.flatMap((statement) => {
    const rest = awsPrincipals(statement).filter((name) => name !== principal);
    return statement.Sid === sid
      ? rest.length > 0
        ? [{ ...statement, Principal: { AWS: rest } }]
        : []
      : [statement];
  });
  return writePolicy({ ...document, statements });
}

/** Principals that our statements let read this bucket. */
export function readersOf(text: string | undefined, place: BucketPlace): readonly string[] {
  return [...readAccess(readPolicy(text, `bucket ${place.bucket}`), place).keys()];
}

function isOurs({ Sid }: PolicyStatement): boolean {
  return Sid !== undefined && (Sid.startsWith(READ) || Sid.startsWith(LIST));
}

function render(document: PolicyDocument, place: BucketPlace, access: Access): string | undefined {
  const foreign = document.statements
    .filter((statement) => !isOurs(statement))
    .flatMap((statement) => withoutDeleted(statement, place));
  return writePolicy({ ...document, statements: [...foreign, ...ours(place, access)] });
}

/** In the library's own statement, principals of closed accounts would make S3 refuse every further write. */
function withoutDeleted(statement: PolicyStatement, { bucket }: BucketPlace): readonly PolicyStatement[] {
  const all = awsPrincipals(statement);
  const living = all.filter((name) => !isDeletedPrincipal(name));
  if (statement.Sid !== `AwsDataMeshUtilsBucketPolicyStatement-${bucket}` || living.length === all.length) {
    return [statement];
  }
  return living.length > 0 ? [{ ...statement, Principal: { AWS: living } }] : [];
}

function unchanged(document: PolicyDocument, place: BucketPlace, access: Access): boolean {
  const sorted = (statements: readonly PolicyStatement[]) =>
    statements
      .map((statement) =>
        JSON.stringify([
          statement.Sid,
          [...awsPrincipals(statement)].sort(),
          [...texts(statement.Resource)].sort(),
        ]),
      )
      .sort()
      .join();
  return sorted(document.statements.filter(isOurs)) === sorted(ours(place, access));
}

/** Two statements for each set of prefixes: reading objects needs the objects' ARNs, listing needs the bucket's and a condition. */
function ours({ partition, bucket }: BucketPlace, access: Access): readonly PolicyStatement[] {
  return [...groups(access)].flatMap(([key, principals]) => {
    const prefixes = JSON.parse(key).map(String);
    const id = createHash('sha256').update(key).digest('hex').slice(0, 12);
    const whole = prefixes.includes('');
    const below = (prefix: string) => (prefix === '' ? '*' : `${prefix}/*`);
    return [
      {
        Sid: `${READ}${id}`,
        Effect: 'Allow',
        Principal: { AWS: [...principals] },
        Action: ['s3:GetObject', 's3:GetObjectVersion'],
        Resource: prefixes.map((prefix: string) => `arn:${partition}:s3:::${bucket}/${below(prefix)}`),
      },
      {
        Sid: `${LIST}${id}`,
        Effect: 'Allow',
        Principal: { AWS: [...principals] },
        Action: ['s3:ListBucket'],
        Resource: [`arn:${partition}:s3:::${bucket}`],
        ...(whole
          ? {}
          : {
              Condition: {
                StringLike: { 's3:prefix': prefixes.flatMap((prefix: string) => [prefix, `${prefix}/*`]) },
              },
            }),
      },
    ];
  });
}
