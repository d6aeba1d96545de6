import { createGlue } from './glue/service.ts';
import { createIam } from './iam/service.ts';
import { createLakeFormation } from './lakeformation/service.ts';
import { createRam } from './ram/service.ts';
import { createS3 } from './s3/service.ts';
import { createSecretsManager } from './secretsmanager/service.ts';
import type { Service } from './service.ts';
import { createSts } from './sts/service.ts';

export function createServices(): readonly Service[] {
  return [
    createSts(),
    createIam(),
    createLakeFormation(),
    createGlue(),
    createRam(),
    createS3(),
    createSecretsManager(),
  ];
}
