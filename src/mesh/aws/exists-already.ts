import {
  GetGroupCommand,
  GetRoleCommand,
  GetUserCommand,
  IAMClient,
  ListRolesCommand,
  paginateListPolicies,
} from '@aws-sdk/client-iam';
import { DescribeResourceCommand, GetLFTagCommand, LakeFormationClient } from '@aws-sdk/client-lakeformation';

/** How AWS says that what is to be made is there; `undefined` where a plan cannot tell, or it is not there. */
export async function existsAlready(
  client: unknown,
  operation: string,
  input: object,
): Promise<Error | undefined> {
  try {
    if (client instanceof IAMClient && operation === 'CreateServiceLinkedRole') {
      return (await hasRolesFor(client, text(input, 'AWSServiceName')))
        ? named('InvalidInputException', 'the name has been taken in this account')
        : undefined;
    }
    if (client instanceof IAMClient && (await isInIam(client, operation, input))) {
      return named('EntityAlreadyExistsException');
    }
    if (client instanceof LakeFormationClient && (await isInLake(client, operation, input))) {
      return named('AlreadyExistsException');
    }
  } catch {
    // Not there, or not to be read: then the plan lists that it would be made.
  }
  return undefined;
}

async function isInIam(client: IAMClient, operation: string, input: object): Promise<boolean> {
  switch (operation) {
    case 'CreateRole':
      await client.send(new GetRoleCommand({ RoleName: text(input, 'RoleName') }));
      return true;
    case 'CreateUser':
      await client.send(new GetUserCommand({ UserName: text(input, 'UserName') }));
      return true;
    case 'CreateGroup':
      await client.send(new GetGroupCommand({ GroupName: text(input, 'GroupName') }));
      return true;
    case 'CreatePolicy':
      return hasPolicy(client, text(input, 'PolicyName'), text(input, 'Path'));
    default:
      return false;
  }
}

/** Roles that a service made for itself lie under its name. */
async function hasRolesFor(client: IAMClient, service: string): Promise<boolean> {
  const PathPrefix = `/aws-service-role/${service}/`;
  const { Roles = [] } = await client.send(new ListRolesCommand({ PathPrefix }));
  return Roles.length > 0;
}

async function hasPolicy(client: IAMClient, name: string, PathPrefix: string): Promise<boolean> {
  for await (const { Policies = [] } of paginateListPolicies({ client }, { Scope: 'Local', PathPrefix })) {
    if (Policies.some(({ PolicyName }) => PolicyName === name)) {
      return true;
    }
  }
  return false;
}

async function isInLake(client: LakeFormationClient, operation: string, input: object): Promise<boolean> {
  switch (operation) {
    case 'CreateLFTag':
      await client.send(new GetLFTagCommand({ TagKey: text(input, 'TagKey') }));
      return true;
    case 'RegisterResource':
      await client.send(new DescribeResourceCommand({ ResourceArn: text(input, 'ResourceArn') }));
      return true;
    default:
      return false;
  }
}

function text(input: object, key: string): string {
  const found: unknown = Object.entries(input).find(([name]) => name === key)?.[1];
  return typeof found === 'string' ? found : '';
}

function named(name: string, message = 'it is there already, as a plan found by reading'): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}
