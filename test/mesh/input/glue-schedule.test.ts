import { expect, it } from '@jest/globals';
import { MeshError } from '../../../src/mesh/errors.ts';
import { glueSchedule } from '../../../src/mesh/input/glue-schedule.ts';

it.each([
  ['cron(0 */4 * * ? *)', 'cron(0 */4 * * ? *)'],
  [' CRON( 15  12 * * ? * ) ', 'cron(15 12 * * ? *)'],
  ['cron(0 3 ? * MON-FRI *)', 'cron(0 3 ? * MON-FRI *)'],
])('takes %j', (text, schedule) => {
  expect(glueSchedule(text)).toBe(schedule);
});

it.each([
  ['every day', 'Write it as cron('],
  ['0 3 * * *', 'Write it as cron('],
  ['cron(0 3 * * *)', 'It has 5 parts and needs 6'],
  ['cron(0 3 * * * *)', 'exactly one has to be ?'],
  ['cron(0 3 ? * ? *)', 'exactly one has to be ?'],
  ['cron(60 3 * * ? *)', 'Minutes go up to 59'],
  ['cron(0 24 * * ? *)', 'hours up to 23'],
  ['cron(0 3 * (x) ? *)', 'The part for the month'],
])('says what is wrong with %j', (text, sentence) => {
  let said = 'nothing';
  try {
    glueSchedule(text);
  } catch (error) {
    said = error instanceof MeshError ? error.userMessage : String(error);
  }
  expect(said).toContain(sentence);
});
