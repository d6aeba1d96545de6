import { createIam } from './iam/service.ts';
import type { Service } from './service.ts';
import { createSts } from './sts/service.ts';

export function createServices(): readonly Service[] {
  return [createSts(), createIam()];
}
