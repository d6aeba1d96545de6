import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { InstallOutcome } from '../../handlers/jobs/install.ts';

const SECONDS = 3600;

/** What came of an installation, for the page that waits for it; an hour long. */
export function createInstallOutcomes(
  documents: DynamoDBDocumentClient,
  table: string,
  now: () => number,
): { keep(nonce: string, outcome: InstallOutcome): Promise<void> } {
  return {
    async keep(nonce, outcome) {
      const Item = {
        pk: `install-outcome#${nonce}`,
        sk: '-',
        Value: JSON.stringify(outcome),
        ExpiresAt: now() + SECONDS,
      };
      await documents.send(new PutCommand({ TableName: table, Item }));
    },
  };
}
