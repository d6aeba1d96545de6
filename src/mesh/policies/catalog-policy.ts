import { InvalidRequestError } from '../errors.ts';
import { glueArn, type MeshPlace } from '../names.ts';
import { awsPrincipals, type PolicyStatement, readPolicy, texts, writePolicy } from './policy-document.ts';

/** What Glue takes, in bytes. @see https://docs.aws.amazon.com/glue/latest/dg/security_iam_service-with-iam.html */
const LIMIT = 10_240;
/** The read actions that a consumer's queries need; the library grants `glue:*`. */
const READ_ACTIONS = [
  'glue:GetDatabase',
  'glue:GetDatabases',
  'glue:GetPartition',
  'glue:GetPartitions',
  'glue:BatchGetPartition',
  'glue:GetTable',
  'glue:GetTables',
  'glue:GetTableVersion',
  'glue:GetTableVersions',
  'glue:SearchTables',
];
const SID = 'AwsDataMeshConsumer';
const OPT_IN = 'AwsDataMeshRamShares';

/**
 * The catalog policy with the statement that lets RAM share resources of the catalog. Once a policy exists, cross-account grants fail without it.
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/hybrid-cross-account.html
 */
export function withRamOptIn(text: string | undefined, place: MeshPlace): string {
  const document = readPolicy(text, 'the mesh catalog');
  if (document.statements.some(isRamOptIn)) {
    return text ?? '';
  }
  const optIn: PolicyStatement = {
    Sid: OPT_IN,
    Effect: 'Allow',
    Principal: { Service: 'ram.amazonaws.com' },
    Action: ['glue:ShareResource'],
    Resource: [glueArn(place, 'table/*/*'), glueArn(place, 'database/*'), glueArn(place, 'catalog')],
  };
  return checked(writePolicy({ ...document, statements: [...document.statements, optIn] }));
}

function isRamOptIn({ Effect, Principal, Action }: PolicyStatement): boolean {
  return (
    Effect === 'Allow' &&
    typeof Principal === 'object' &&
    texts(Principal['Service']).includes('ram.amazonaws.com') &&
    texts(Action).includes('glue:ShareResource')
  );
}

/**
 * The policy with the consumer's statement for these databases and no others of ours: one statement a consumer, by database, since one by
 * table would outgrow the policy; Lake Formation decides on tables. Statements of others, the library's included, stay as they are.
 * `add` keeps the databases that the statement has. Throws `InvalidRequestError` (`CATALOG_POLICY_FULL`).
 */
export function withConsumer(
  text: string | undefined,
  place: MeshPlace,
  account: string,
  databases: readonly string[],
  { add }: { readonly add: boolean },
): string | undefined {
  const document = readPolicy(text, 'the mesh catalog');
  const sid = `${SID}${account}`;
  const own = document.statements.find((statement) => statement.Sid === sid);
  const known = add && own ? databasesOf(own) : [];
  const wanted = [...new Set([...known, ...databases])].sort();
  if (own && awsPrincipals(own).some((name) => name.includes(account)) && same(databasesOf(own), wanted)) {
    return text;
  }
  const statements = document.statements.filter((statement) => statement !== own);
  if (wanted.length > 0) {
    statements.push(statementFor(place, account, sid, wanted));
  }
  const next = writePolicy({ ...document, statements });
  return next === undefined ? undefined : checked(next);
}

/** The policy without what the library put there for this consumer on this database. */
export function withoutLibraryConsumer(
  text: string | undefined,
  place: MeshPlace,
  account: string,
  database: string,
): string | undefined {
  const document = readPolicy(text, 'the mesh catalog');
  const arn = glueArn(place, `database/${database}`);
  const isTheirs = (statement: PolicyStatement) =>
    statement.Sid === undefined &&
    awsPrincipals(statement).every((name) => name === account || name.endsWith(`::${account}:root`)) &&
    awsPrincipals(statement).length > 0 &&
    texts(statement.Resource).includes(arn) &&
    texts(statement.Action).includes('glue:*');
  const statements = document.statements.filter((statement) => !isTheirs(statement));
  return statements.length === document.statements.length ? text : writePolicy({ ...document, statements });
}

function statementFor(
  place: MeshPlace,
  account: string,
  Sid: string,
  databases: readonly string[],
): PolicyStatement {
  return {
    Sid,
    Effect: 'Allow',
    Principal: { AWS: [`arn:${place.partition}:iam::${account}:root`] },
    Action: [...READ_ACTIONS],
    Resource: [
      ...databases.flatMap((database) => [
        glueArn(place, `database/${database}`),
        glueArn(place, `table/${database}/*`),
      ]),
      glueArn(place, 'catalog'),
    ],
    // Only what Lake Formation has decided on by tags passes; named resources travel by RAM.
    Condition: { Bool: { 'glue:EvaluatedByLakeFormationTags': 'true' } },
  };
}

function databasesOf(statement: PolicyStatement): readonly string[] {
  return texts(statement.Resource)
    .map((arn) => /:database\/(.+)$/.exec(arn)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

function same(left: readonly string[], right: readonly string[]): boolean {
  return left.join('\n') === right.join('\n');
}

function checked(text: string | undefined): string {
  const size = Buffer.byteLength(text ?? '');
  if (size > LIMIT) {
    throw new InvalidRequestError('CATALOG_POLICY_FULL', `the catalog policy would have ${size} bytes`, {
      userMessage: `The catalog policy of the mesh is full (Glue takes ${LIMIT} bytes). A mesh admin has to remove statements first; nothing was granted.`,
    });
  }
  return text ?? '';
}
