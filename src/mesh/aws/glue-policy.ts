import {
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  type GlueClient,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-glue';
import { ConflictError } from '../errors.ts';
import type { CatalogPolicy } from '../ports/policies.ts';
import type { Clock } from '../ports.ts';
import { isAwsError } from './aws-error.ts';
import { patiently } from './patience.ts';

export function createGluePolicy(client: GlueClient, clock: Clock): CatalogPolicy {
  async function conditional(doing: string, send: () => Promise<unknown>): Promise<void> {
    await patiently(clock, doing, async () => {
      try {
        await send();
      } catch (error) {
        if (isAwsError(error, 'ConditionCheckFailureException')) {
          throw new ConflictError('POLICY_CHANGED', `${doing}: the policy is no longer what was read`, {
            userMessage: 'The catalog policy of the mesh changed at the same moment. Try again.',
            cause: error,
          });
        }
        throw error;
      }
    });
  }

  return {
    read: () =>
      patiently(clock, 'reading the catalog policy', async () => {
        try {
          const { PolicyInJson, PolicyHash } = await client.send(new GetResourcePolicyCommand({}));
          return PolicyInJson && PolicyHash ? { text: PolicyInJson, hash: PolicyHash } : undefined;
        } catch (error) {
          if (isAwsError(error, 'EntityNotFoundException')) {
            return undefined;
          }
          throw error;
        }
      }),

    // EnableHybrid says that named-resource shares by RAM and this policy are used side by side; without it Glue refuses the write.
    // @see https://docs.aws.amazon.com/lake-formation/latest/dg/hybrid-cross-account.html
    write: (text, hash) =>
      conditional('writing the catalog policy', () =>
        client.send(
          new PutResourcePolicyCommand({
            PolicyInJson: text,
            EnableHybrid: 'TRUE',
            ...(hash === undefined
              ? { PolicyExistsCondition: 'NOT_EXIST' }
              : { PolicyExistsCondition: 'MUST_EXIST', PolicyHashCondition: hash }),
          }),
        ),
      ),

    remove: (hash) =>
      conditional('removing the catalog policy', () =>
        client.send(new DeleteResourcePolicyCommand({ PolicyHashCondition: hash })),
      ),
  };
}
