import { Aws } from 'aws-cdk-lib';
import * as z from 'zod';
import { centralRole, IAM_PATH, READ_ONLY_ROLE, type Side } from '../src/mesh/names.ts';
import consumerTemplate from '../src/mesh/policies/consumer-account.json.mustache';
import producerTemplate from '../src/mesh/policies/producer-account.json.mustache';
import { renderPolicy } from '../src/mesh/policies/render.ts';

export const SIDES: readonly Side[] = ['producer', 'consumer'];

const Document = z.object({ Statement: z.array(z.record(z.string(), z.unknown())) });

/**
 * What a member's role may do: the policy that the engine's own set-up gives it, and going on to its role in the mesh. The app narrows every session
 * further, to one operation and its objects.
 */
export function memberPolicy(side: Side, meshAccount: string): Readonly<Record<string, unknown>> {
  const rendered = renderPolicy(side === 'producer' ? producerTemplate : consumerTemplate, {
    partition: Aws.PARTITION,
    accountId: Aws.ACCOUNT_ID,
    meshAccountId: meshAccount,
  });
  const inMesh = (name: string): string => `arn:${Aws.PARTITION}:iam::${meshAccount}:role${IAM_PATH}${name}`;
  const goOn = {
    Sid: 'GoOnToTheMesh',
    Effect: 'Allow',
    Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    Resource: [inMesh(centralRole(side, Aws.ACCOUNT_ID)), inMesh(READ_ONLY_ROLE)],
  };
  return { Version: '2012-10-17', Statement: [goOn, ...Document.parse(JSON.parse(rendered)).Statement] };
}
