import { CreateCrawlerCommand, type GlueClient, UpdateCrawlerCommand } from '@aws-sdk/client-glue';
import type { Clock } from '../ports.ts';
import type { Crawlers } from '../producer/publish-ports.ts';
import { isAwsError } from './aws-error.ts';
import { patiently } from './patience.ts';

/** Crawlers keep the source database up to date; publishing again brings the change into the mesh. */
export function createCrawlers(client: GlueClient, clock: Clock): Crawlers {
  return {
    async ensure({ name, database, location, roleArn, schedule }) {
      const crawler = {
        Name: name,
        Role: roleArn,
        DatabaseName: database,
        Description: `Keeps the definition of ${database} in step with ${location}`,
        Targets: { S3Targets: [{ Path: location }] },
        Schedule: schedule,
        SchemaChangePolicy: { UpdateBehavior: 'UPDATE_IN_DATABASE', DeleteBehavior: 'LOG' },
      } as const;
      await patiently(clock, `making crawler ${name}`, async () => {
        try {
          await client.send(
            new CreateCrawlerCommand({
              ...crawler,
              Targets: { S3Targets: [{ Path: location }] },
              Tags: { Solution: 'DataMeshUtils' },
            }),
          );
        } catch (error) {
          if (!isAwsError(error, 'AlreadyExistsException')) {
            throw error;
          }
          await client.send(
            new UpdateCrawlerCommand({ ...crawler, Targets: { S3Targets: [{ Path: location }] } }),
          );
        }
      });
    },
  };
}
