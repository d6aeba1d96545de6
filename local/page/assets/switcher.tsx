import { Avatar } from './avatar.tsx';
import type { SlackState, User } from './model.ts';

interface SwitcherProps {
  readonly me: User;
  readonly people: readonly User[];
  readonly state: SlackState;
  readonly become: (id: string) => void;
}

/** One page can be anybody; two tabs can be two people. */
export function Switcher({ me, people, state, become }: SwitcherProps) {
  return (
    <label class="switcher">
      <Avatar user={me} size={24} />
      <span>Acting as</span>
      <select value={me.id} onChange={(event) => become(event.currentTarget.value)}>
        {state.workspaces.map((workspace) => (
          <optgroup key={workspace.id} label={workspace.name}>
            {people
              .filter(({ teamId }) => teamId === workspace.id)
              .map(({ id, realName, title }) => (
                <option key={id} value={id}>
                  {title ? `${realName}, ${title}` : realName}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}
