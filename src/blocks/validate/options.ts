import { LIMITS } from '../limits.ts';
import { optionGroup, plainOption } from './composition.ts';
import { exactlyOne, list, type Problem, problemsOf, shape } from './rule.ts';

const answer = shape({
  optional: {
    options: list(plainOption, { max: LIMITS.select.options }),
    option_groups: list(optionGroup, { max: LIMITS.select.groups }),
  },
  also: exactlyOne('options', 'option_groups'),
});

/** What Slack would refuse in the answer to a `block_suggestion`: such a menu shows nothing at all. */
export function blockSuggestionProblems(value: unknown): readonly Problem[] {
  return problemsOf(answer, value);
}
