import { type Message, section } from './message.ts';
import { clip, typed } from './text.ts';

/** To the mesh admins: a team's secret was changed so that it cannot be used. `faults` names the fields, never a value; unescaped. */
export function teamSecretWrong({
  key,
  faults,
  isShown,
}: {
  readonly key: string;
  readonly faults: string;
  /** Whether there is an earlier form of it to show. */
  readonly isShown: boolean;
}): Message {
  const shown = isShown
    ? 'Lists and messages show the team as it was before.'
    : 'It was never right before, so the team is shown nowhere.';
  return whole(
    `:warning: *The set-up of team ${typed(key, 80)} cannot be used*: ${typed(faults, 1500)}.\nUntil it is right, nothing is decided for this team. ${shown} Write it again with \`data-mesh-cli team add --replace\`, and look with \`/mesh doctor\`.`,
  );
}

export function teamSecretRight(key: string): Message {
  return whole(
    `:white_check_mark: The set-up of team ${typed(key, 80)} is right again; decisions for it work from now on.`,
  );
}

function whole(text: string): Message {
  return { text: clip(text, 3000), blocks: [section(clip(text, 3000))] };
}
