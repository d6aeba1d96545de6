import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Caller } from '../admin/admin-ports.ts';
import { iamArn, type MeshPlace } from '../names.ts';
import type { Clock } from '../ports.ts';
import type { AwsClients } from './clients.ts';
import { createIamObjects } from './iam-objects.ts';
import { patiently } from './patience.ts';

/**
 * Who these credentials are. The ARN of a session lacks the path of its role, which Lake Formation's settings name: it is looked up.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
export async function whoCalls(
  { sts, iam }: Pick<AwsClients, 'sts' | 'iam'>,
  place: MeshPlace,
  clock: Clock,
): Promise<Caller> {
  const { Account = '', Arn = '' } = await patiently(clock, 'asking whose credentials these are', () =>
    sts.send(new GetCallerIdentityCommand({})),
  );
  const role = /:assumed-role\/([^/]+)\//.exec(Arn)?.[1];
  const principalArn =
    role === undefined
      ? Arn
      : ((await createIamObjects(iam, Account, place, clock).roleArn(role)) ??
        iamArn(place, Account, `role/${role}`));
  return { account: Account, arn: Arn, principalArn };
}
