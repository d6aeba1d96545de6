import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  CreateGroupCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  GetRoleCommand,
  GetUserCommand,
  type IAMClient,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { IamObjects, TrustStatement } from '../admin/admin-ports.ts';
import { NotFoundError } from '../errors.ts';
import { IAM_PATH, iamArn, type MeshPlace, TAG } from '../names.ts';
import type { Clock } from '../ports.ts';
import { isAwsError } from './aws-error.ts';
import { ensurePolicy } from './iam-policy.ts';
import { backoff, patiently } from './patience.ts';
import { mergeTrust, withoutTrust } from './trust-policy.ts';

/** IAM tells everybody of a new principal with delay; until then policies that name it are refused. */
const PROPAGATION_TRIES = 12;

export function createIamObjects(
  client: IAMClient,
  account: string,
  place: MeshPlace,
  clock: Clock,
): IamObjects {
  const arn = (kind: 'group' | 'user' | 'role', name: string) =>
    iamArn(place, account, `${kind}${IAM_PATH}${name}`);

  /** Waits until IAM knows the principals that a policy names. */
  async function oncePropagated<T>(doing: string, send: () => Promise<T>): Promise<T> {
    return patiently(clock, doing, async () => {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await send();
        } catch (error) {
          const early =
            isAwsError(error, 'MalformedPolicyDocumentException') && /invalid principal/i.test(error.message);
          if (!early || attempt >= PROPAGATION_TRIES) {
            throw error;
          }
          await clock.sleep(250 + backoff(attempt, 250, 4_000));
        }
      }
    });
  }

  async function unlessThere(doing: string, make: () => Promise<unknown>): Promise<boolean> {
    return oncePropagated(doing, async () => {
      try {
        await make();
        return true;
      } catch (error) {
        if (isAwsError(error, 'EntityAlreadyExistsException')) {
          return false;
        }
        throw error;
      }
    });
  }

  async function currentTrust(role: string): Promise<string | undefined> {
    return patiently(clock, `reading role ${role}`, async () => {
      try {
        const { Role } = await client.send(new GetRoleCommand({ RoleName: role }));
        return decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
      } catch (error) {
        if (isAwsError(error, 'NoSuchEntityException')) {
          return undefined;
        }
        throw error;
      }
    });
  }

  async function mergeIntoRole(role: string, wanted: readonly TrustStatement[]): Promise<void> {
    const current = await currentTrust(role);
    if (current === undefined) {
      throw new NotFoundError('ROLE_NOT_FOUND', `no role ${role} in ${account}`, {
        userMessage: `Account ${account} has no role ${role} yet. Set the account up first: data-mesh-cli enable-account.`,
      });
    }
    const next = mergeTrust(current, wanted);
    if (next !== undefined) {
      await oncePropagated(`writing the trust of ${role}`, () =>
        client.send(new UpdateAssumeRolePolicyCommand({ RoleName: role, PolicyDocument: next })),
      );
    }
  }

  return {
    ensurePolicy: (name, description, document) =>
      ensurePolicy({ client, place, account, clock }, name, description, document),

    async ensureRole(name, description, trust) {
      const document = JSON.stringify({ Version: '2012-10-17', Statement: trust });
      const isNew = await unlessThere(`making role ${name}`, () =>
        client.send(
          new CreateRoleCommand({
            RoleName: name,
            Path: IAM_PATH,
            Description: description,
            AssumeRolePolicyDocument: document,
            Tags: [TAG],
          }),
        ),
      );
      if (!isNew) {
        await mergeIntoRole(name, trust);
      }
      return arn('role', name);
    },

    addTrust: (role, statement) => mergeIntoRole(role, [statement]),

    async dropTrust(role, principal) {
      const current = await currentTrust(role);
      const next = current === undefined ? undefined : withoutTrust(current, principal);
      if (next !== undefined) {
        await oncePropagated(`writing the trust of ${role}`, () =>
          client.send(new UpdateAssumeRolePolicyCommand({ RoleName: role, PolicyDocument: next })),
        );
      }
    },

    async attachToRole(role, policyArn) {
      await patiently(clock, `attaching ${policyArn} to ${role}`, () =>
        client.send(new AttachRolePolicyCommand({ RoleName: role, PolicyArn: policyArn })),
      );
    },

    async ensureGroup(name) {
      await unlessThere(`making group ${name}`, () =>
        client.send(new CreateGroupCommand({ GroupName: name, Path: IAM_PATH })),
      );
      return arn('group', name);
    },

    async attachToGroup(group, policyArn) {
      await patiently(clock, `attaching ${policyArn} to ${group}`, () =>
        client.send(new AttachGroupPolicyCommand({ GroupName: group, PolicyArn: policyArn })),
      );
    },

    async ensureUser(name, make) {
      if (make) {
        await unlessThere(`making user ${name}`, () =>
          client.send(new CreateUserCommand({ UserName: name, Path: IAM_PATH, Tags: [TAG] })),
        );
        return arn('user', name);
      }
      return patiently(clock, `looking for user ${name}`, async () => {
        try {
          return (await client.send(new GetUserCommand({ UserName: name }))).User?.Arn;
        } catch (error) {
          if (isAwsError(error, 'NoSuchEntityException')) {
            return undefined;
          }
          throw error;
        }
      });
    },

    async addToGroup(user, group) {
      await patiently(clock, `adding ${user} to ${group}`, () =>
        client.send(new AddUserToGroupCommand({ UserName: user, GroupName: group })),
      );
    },

    async ensureLakeFormationServiceRole() {
      await patiently(clock, "making Lake Formation's service-linked role", async () => {
        try {
          await client.send(
            new CreateServiceLinkedRoleCommand({ AWSServiceName: 'lakeformation.amazonaws.com' }),
          );
        } catch (error) {
          // IAM answers InvalidInput "has been taken in this account" for one that is there.
          if (!(isAwsError(error, 'InvalidInputException') && /has been taken/.test(error.message))) {
            throw error;
          }
        }
      });
    },

    async roleArn(name) {
      return patiently(clock, `reading role ${name}`, async () => {
        try {
          return (await client.send(new GetRoleCommand({ RoleName: name }))).Role?.Arn;
        } catch (error) {
          if (isAwsError(error, 'NoSuchEntityException')) {
            return undefined;
          }
          throw error;
        }
      });
    },
  };
}
