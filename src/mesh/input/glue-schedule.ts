import { InvalidRequestError } from '../errors.ts';

const FIELDS = ['minutes', 'hours', 'day of the month', 'month', 'day of the week', 'year'] as const;

/**
 * A schedule as Glue takes it, `cron(0 3 * * ? *)` in UTC. Throws `InvalidRequestError` (`BAD_SCHEDULE`) with what is wrong.
 * @see https://docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html
 */
export function glueSchedule(text: string): string {
  const [, inner] = /^cron\(\s*(.*?)\s*\)$/i.exec(text.trim()) ?? [];
  if (inner === undefined) {
    throw bad(text, 'Write it as cron(minutes hours day month weekday year), for example cron(0 3 * * ? *).');
  }
  const parts = inner.split(/\s+/);
  if (parts.length !== FIELDS.length) {
    throw bad(text, `It has ${parts.length} parts and needs 6: ${FIELDS.join(', ')}.`);
  }
  const wrong = FIELDS.find((_, place) => !/^[\dA-Z*,/?LW#-]+$/i.test(parts[place] ?? ''));
  if (wrong !== undefined) {
    throw bad(text, `The part for the ${wrong} holds something that is none.`);
  }
  const [minutes = '', hours = '', day = '', , weekday = ''] = parts;
  if ([day, weekday].filter((part) => part === '?').length !== 1) {
    throw bad(text, 'Of the day of the month and the day of the week, exactly one has to be ?.');
  }
  const isBeyond = (part: string, most: number): boolean =>
    (part.match(/\d+/g) ?? []).some((number) => Number(number) > most);
  if (isBeyond(minutes, 59) || isBeyond(hours, 23)) {
    throw bad(text, 'Minutes go up to 59 and hours up to 23.');
  }
  return `cron(${parts.join(' ')})`;
}

function bad(text: string, sentence: string): InvalidRequestError {
  return new InvalidRequestError('BAD_SCHEDULE', `not a Glue schedule: ${text}`, {
    userMessage: `The schedule was not understood. ${sentence}`,
  });
}
