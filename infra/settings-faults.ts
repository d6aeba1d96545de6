import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { WrittenSettings } from './written-settings.ts';

/** Partitions whose endpoints the public function's light client knows (`src/app/light-aws.ts`). */
const PARTITIONS = ['aws', 'aws-us-gov', 'aws-cn'];

/** What contradicts itself or the world, one sentence each. `partition` is that of the region, if the region is known. */
export function settingsFaults(settings: WrittenSettings, partition: string | undefined): readonly string[] {
  return [
    ...regionFaults(settings.region, partition, settings.partition),
    ...memberFaults(settings),
    ...contradictions(settings),
    ...arnFaults(settings, partition),
  ];
}

function regionFaults(region: string, partition: string | undefined, named: string | undefined): string[] {
  if (!partition || !RegionInfo.regions.some(({ name }) => name === region)) {
    return [`region: ${region} is not a region that this version of the CDK knows.`];
  }
  if (named !== undefined && named !== partition) {
    return [`partition: ${region} is in ${partition}, not in ${named}.`];
  }
  return PARTITIONS.includes(partition)
    ? []
    : [`region: ${region} is in the partition ${partition}, which the public function cannot reach yet.`];
}

function memberFaults({ account, members }: WrittenSettings): string[] {
  const accounts = members.map((member) => member.account);
  const twice = accounts.filter((candidate, index) => accounts.indexOf(candidate) !== index);
  return [
    ...[...new Set(twice)].map(
      (candidate) => `members: ${candidate} is named twice; give it both sides in one entry.`,
    ),
    ...(accounts.includes(account)
      ? [`members: ${account} is the mesh account, which cannot be a producer or consumer too.`]
      : []),
    ...members.flatMap((member) =>
      Object.entries(member.roles).flatMap(([side, arn = '']) => [
        ...(arn.split(':')[4] === member.account
          ? []
          : [`members: the ${side} role of ${member.account} is in another account.`]),
        ...(member.sides.some((played) => played === side)
          ? []
          : [`members: ${member.account} has a ${side} role but does not play that side.`]),
        ...(arn.includes('*')
          ? [`members: the ${side} role of ${member.account} must not be a wildcard.`]
          : []),
      ]),
    ),
  ];
}

function contradictions({
  entry,
  slack,
  alarmTopicArn,
  alarmEmail,
  tables,
  throttle,
}: WrittenSettings): string[] {
  const { reservedConcurrency: reserved, provisionedConcurrency: provisioned } = slack;
  return [
    ...(entry === 'function-url' && reserved === undefined
      ? [
          'slack.reservedConcurrency: a function URL has no throttle of its own, so name the most that may run at once.',
        ]
      : []),
    ...(reserved !== undefined && provisioned !== undefined && provisioned > reserved
      ? ['slack.provisionedConcurrency: cannot be more than slack.reservedConcurrency.']
      : []),
    ...(alarmTopicArn && alarmEmail
      ? ['alarmEmail: an existing topic has its own subscribers; name alarmTopicArn or alarmEmail, not both.']
      : []),
    ...(tables.ledger === tables.slack
      ? ['tables: the ledger and the Slack table need different names.']
      : []),
    ...(throttle.burst < throttle.rate ? ['throttle: burst cannot be less than rate.'] : []),
  ];
}

function arnFaults(settings: WrittenSettings, partition: string | undefined): string[] {
  const { alarmTopicArn, permissionsBoundaryArn, encryption, account, region, members } = settings;
  const here = (name: string, arn: string | undefined, service: string, regional: boolean): string[] => {
    if (arn === undefined) {
      return [];
    }
    const [, , foundService, foundRegion, foundAccount] = arn.split(':');
    return foundService === service && foundAccount === account && (!regional || foundRegion === region)
      ? []
      : [`${name}: must be of ${service} in account ${account}${regional ? `, region ${region}` : ''}.`];
  };
  const all = [
    alarmTopicArn,
    permissionsBoundaryArn,
    ...members.flatMap(({ roles }) => [roles.producer, roles.consumer]),
  ].filter((arn) => arn !== undefined);
  return [
    ...here('alarmTopicArn', alarmTopicArn, 'sns', true),
    ...here('permissionsBoundaryArn', permissionsBoundaryArn, 'iam', false),
    ...(encryption.startsWith('arn:') ? here('encryption', encryption, 'kms', true) : []),
    ...all
      .filter((arn) => partition !== undefined && arn.split(':')[1] !== partition)
      .map((arn) => `${arn} is not in the partition ${partition} of ${region}.`),
  ];
}
