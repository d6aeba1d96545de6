import type { Service } from './service.ts';

/** Every operation that is provided, as `service:Operation`, in order. */
export function coverageOf(services: readonly Service[]): readonly string[] {
  return services
    .flatMap(({ model, handlers }) => Object.keys(handlers).map((operation) => `${model.name}:${operation}`))
    .sort();
}
