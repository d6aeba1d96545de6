import { ConfigurationError, InvalidRequestError } from './errors.ts';

/** IAM path of every object that the mesh installs. */
export const IAM_PATH = '/AwsDataMesh/';
export const TAG = { Key: 'Solution', Value: 'DataMeshUtils' } as const;
export const MANAGER_ROLE = 'DataMeshManager';
export const READ_ONLY_ROLE = 'DataMeshAdminReadOnly';
const LF_SERVICE_ROLE =
  'aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess';

export type Side = 'producer' | 'consumer';

/** Role in the member's own account. */
export function memberRole(side: Side): string {
  return side === 'producer' ? 'DataMeshProducer' : 'DataMeshConsumer';
}

/** Role in the mesh account for one member account. */
export function centralRole(side: Side, account: string): string {
  return `DataMeshAdmin${side === 'producer' ? 'Producer' : 'Consumer'}-${account}`;
}

/** Where a mesh lives; every ARN is made from it. */
export interface MeshPlace {
  readonly meshAccountId: string;
  readonly region: string;
  readonly partition: string;
}

const PARTITIONS: readonly (readonly [pattern: RegExp, partition: string])[] = [
  [/^us-gov-(east|west)-\d$/, 'aws-us-gov'],
  [/^cn-(north|northwest)-\d$/, 'aws-cn'],
  [/^(us|eu|ap|sa|ca|me|af|il|mx)-(north|south|east|west|central|(north|south)(east|west))-\d$/, 'aws'],
];

/** `aws`, `aws-cn` or `aws-us-gov`. Throws `InvalidRequestError` (`UNKNOWN_REGION`). */
function partitionOf(region: string): string {
  const found = PARTITIONS.find(([pattern]) => pattern.test(region));
  if (!found) {
    throw new InvalidRequestError('UNKNOWN_REGION', `unknown region ${region}`, {
      userMessage: `"${region}" is not an AWS region. Give one such as eu-central-1.`,
    });
  }
  return found[1];
}

/** Throws `ConfigurationError` (`BAD_MESH_ACCOUNT`), `InvalidRequestError` (`UNKNOWN_REGION`). */
export function meshPlace(meshAccountId: string, region: string): MeshPlace {
  if (!/^\d{12}$/.test(meshAccountId)) {
    throw new ConfigurationError('BAD_MESH_ACCOUNT', `mesh account id ${meshAccountId}`, {
      userMessage: `The mesh account id has to be 12 digits, not "${meshAccountId}".`,
    });
  }
  return { meshAccountId, region, partition: partitionOf(region) };
}

export function iamArn({ partition }: Pick<MeshPlace, 'partition'>, account: string, rest: string): string {
  return `arn:${partition}:iam::${account}:${rest}`;
}

export function roleArn(place: Pick<MeshPlace, 'partition'>, account: string, role: string): string {
  return iamArn(place, account, `role${IAM_PATH}${role}`);
}

export function policyArn(place: Pick<MeshPlace, 'partition'>, account: string, policy: string): string {
  return iamArn(place, account, `policy${IAM_PATH}${policy}`);
}

/** The role under which Lake Formation reads S3 for an account. */
export function serviceRoleArn(place: Pick<MeshPlace, 'partition'>, account: string): string {
  return iamArn(place, account, `role/${LF_SERVICE_ROLE}`);
}

export function glueArn({ partition, region, meshAccountId }: MeshPlace, rest: string): string {
  return `arn:${partition}:glue:${region}:${meshAccountId}:${rest}`;
}

export function tableArn(place: MeshPlace, database: string, table: string): string {
  return glueArn(place, `table/${database}/${table}`);
}
