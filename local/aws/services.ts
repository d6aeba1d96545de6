import { createDynamo, type DynamoServices } from './dynamodb/service.ts';
import { createGlue } from './glue/service.ts';
import { createIam } from './iam/service.ts';
import { createLakeFormation } from './lakeformation/service.ts';
import { createRam } from './ram/service.ts';
import { createS3 } from './s3/service.ts';
import { createSecretsManager } from './secretsmanager/service.ts';
import type { Service } from './service.ts';
import { createSqs } from './sqs/service.ts';
import { createSts } from './sts/service.ts';

/** Every service of the stand-in. `dynamo` has to load its tables once the state is there. */
export function createServices(region: string): {
  readonly services: readonly Service[];
  readonly dynamo: DynamoServices;
} {
  const dynamo = createDynamo(region);
  const services = [
    createSts(),
    createIam(),
    createLakeFormation(),
    createGlue(),
    createRam(),
    createS3(),
    createSecretsManager(),
    createSqs(),
    ...dynamo.services,
  ];
  return { services, dynamo };
}
