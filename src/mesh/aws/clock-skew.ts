import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Clock } from '../ports.ts';
import { patiently } from './patience.ts';

/** Seconds by which our clock is ahead of the `Date` of AWS's answer, which is whole seconds; `undefined` where it has none. */
export async function clockSkew(sts: STSClient, clock: Clock): Promise<number | undefined> {
  const dates: string[] = [];
  sts.middlewareStack.add(
    (next) => async (call) => {
      const result = await next(call);
      const { response } = result;
      if (hasHeaders(response) && response.headers['date'] !== undefined) {
        dates.push(response.headers['date']);
      }
      return result;
    },
    { step: 'deserialize', name: 'readDate', override: true, priority: 'low' },
  );
  await patiently(clock, 'comparing the clock', () => sts.send(new GetCallerIdentityCommand({})));
  const theirs = Date.parse(dates.at(-1) ?? '');
  return Number.isNaN(theirs) ? undefined : Math.trunc((clock.now().getTime() - theirs) / 1000);
}

function hasHeaders(
  response: unknown,
): response is { readonly headers: Readonly<Record<string, string | undefined>> } {
  return (
    typeof response === 'object' &&
    response !== null &&
    'headers' in response &&
    typeof response.headers === 'object' &&
    response.headers !== null
  );
}
