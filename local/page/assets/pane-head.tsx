/** What is open, what it is for, and how many are in it. */
export function PaneHead({
  title,
  note,
  count,
}: {
  readonly title: string;
  readonly note: string;
  readonly count?: number | undefined;
}) {
  return (
    <header class="pane-head">
      <h1>{title}</h1>
      {note ? <p>{note}</p> : null}
      {count === undefined ? null : (
        <span class="members" title={`${count} members`}>
          <span aria-hidden="true">👥</span> {count}
          <span class="hidden"> members</span>
        </span>
      )}
    </header>
  );
}
