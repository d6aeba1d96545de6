import { isDeepStrictEqual } from 'node:util';
import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type IAMClient,
  ListPolicyVersionsCommand,
} from '@aws-sdk/client-iam';
import { IAM_PATH, type MeshPlace, policyArn, TAG } from '../names.ts';
import type { Clock } from '../ports.ts';
import { isAwsError } from './aws-error.ts';
import { patiently } from './patience.ts';

export interface PolicyHome {
  readonly client: IAMClient;
  readonly place: MeshPlace;
  readonly account: string;
  readonly clock: Clock;
}

/** Managed policies keep five versions at most. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html */
const VERSIONS = 5;

/** Makes the managed policy, or gives it a new version where its document differs. Returns the ARN. */
export async function ensurePolicy(
  home: PolicyHome,
  name: string,
  description: string,
  document: string,
): Promise<string> {
  const { client, clock, place, account } = home;
  const arn = policyArn(place, account, name);
  const isNew = await patiently(clock, `making policy ${name}`, async () => {
    try {
      await client.send(
        new CreatePolicyCommand({
          PolicyName: name,
          Path: IAM_PATH,
          Description: description,
          PolicyDocument: document,
          Tags: [TAG],
        }),
      );
      return true;
    } catch (error) {
      if (isAwsError(error, 'EntityAlreadyExistsException')) {
        return false;
      }
      throw error;
    }
  });
  if (!isNew && !(await isCurrent(home, arn, document))) {
    await makeRoom(home, arn);
    await patiently(clock, `updating policy ${name}`, () =>
      client.send(
        new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: document, SetAsDefault: true }),
      ),
    );
  }
  return arn;
}

async function isCurrent(
  { client, clock }: PolicyHome,
  PolicyArn: string,
  document: string,
): Promise<boolean> {
  return patiently(clock, `reading ${PolicyArn}`, async () => {
    const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }));
    const { PolicyVersion } = await client.send(
      new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }),
    );
    const text = decodeURIComponent(PolicyVersion?.Document ?? '');
    return text !== '' && isDeepStrictEqual(JSON.parse(text), JSON.parse(document));
  });
}

async function makeRoom({ client, clock }: PolicyHome, PolicyArn: string): Promise<void> {
  const { Versions = [] } = await patiently(clock, `reading the versions of ${PolicyArn}`, () =>
    client.send(new ListPolicyVersionsCommand({ PolicyArn })),
  );
  const unused = Versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion);
  const number = (id: string | undefined) => Number(id?.slice(1));
  const [oldest] = unused.sort((left, right) => number(left.VersionId) - number(right.VersionId));
  if (Versions.length >= VERSIONS && oldest) {
    await patiently(clock, `removing an old version of ${PolicyArn}`, () =>
      client.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: oldest.VersionId })),
    );
  }
}
