import type { User } from './model.ts';

/** A coloured square with the first letter, or the app's own sign. */
export function Avatar({ user, size = 36 }: { readonly user: User | undefined; readonly size?: number }) {
  const style = {
    width: `${size}px`,
    height: `${size}px`,
    fontSize: `${Math.round(size * 0.44)}px`,
    background: user?.colour ?? '#64748b',
  };
  return (
    <span class="avatar" style={style} aria-hidden="true">
      {user?.isBot ? <MeshSign /> : (user?.realName.slice(0, 1).toUpperCase() ?? '?')}
    </span>
  );
}

export function MeshSign() {
  return (
    <svg viewBox="0 0 32 32" width="100%" height="100%" aria-hidden="true">
      <g stroke="#a8dadc" stroke-width="2">
        <path d="M9 10 23 9M9 10l3 13M23 9 12 23M23 9l1 12M12 23l12-2" />
      </g>
      <g fill="#fff">
        <circle cx="9" cy="10" r="3" />
        <circle cx="23" cy="9" r="3" />
        <circle cx="12" cy="23" r="3" />
        <circle cx="24" cy="21" r="3" />
      </g>
    </svg>
  );
}
