import type { OperationModel } from './service-model.ts';

/** An HTTP binding of a REST operation, ready for matching. */
export interface Route {
  readonly operation: OperationModel;
  readonly method: string;
  readonly pattern: RegExp;
  /** Labels in the order of the pattern's groups. */
  readonly labels: readonly string[];
  readonly query: readonly { readonly name: string; readonly value?: string }[];
  /** More specific routes are tried first. */
  readonly score: number;
}

export function compileRoute(
  operation: OperationModel,
  http: { readonly method: string; readonly uri: string },
): Route {
  const [path = '/', search] = http.uri.split('?');
  const labels: string[] = [];
  const source = path.replace(
    /\{(\w+)(\+?)\}|[.*+?^$()|[\]\\]/g,
    (matched, label?: string, greedy?: string) => {
      if (label === undefined) {
        return `\\${matched}`;
      }
      labels.push(label);
      return greedy ? '(.+)' : '([^/]+)';
    },
  );
  const query = (search?.split('&') ?? []).map((part) => {
    const [name = '', value] = part.split('=');
    return value === undefined ? { name } : { name, value };
  });
  return {
    operation,
    method: http.method,
    pattern: new RegExp(`^${source}/?$`),
    labels,
    query,
    score: query.length * 100 + path.length - labels.length * 5,
  };
}

export interface RouteMatch {
  readonly operation: OperationModel;
  readonly labels: Readonly<Record<string, string>>;
}

export function matchRoute(
  routes: readonly Route[],
  method: string,
  path: string,
  search: URLSearchParams,
  accepts: (operation: OperationModel) => boolean = () => true,
): RouteMatch | undefined {
  for (const route of routes) {
    if (route.method !== method || !accepts(route.operation)) {
      continue;
    }
    const wanted = route.query.every(({ name, value }) => {
      // Only some clients add `x-id`, a hint for logs.
      if (value === undefined || (name === 'x-id' && !search.has(name))) {
        return name === 'x-id' || search.has(name);
      }
      return search.get(name) === value;
    });
    const groups = wanted ? route.pattern.exec(path) : null;
    if (groups) {
      const labels = Object.fromEntries(
        route.labels.map((label, index) => [label, decodeURIComponent(groups[index + 1] ?? '')]),
      );
      return { operation: route.operation, labels };
    }
  }
  return undefined;
}
