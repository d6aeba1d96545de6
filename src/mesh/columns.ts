/** Which columns of a table `SELECT` covers. No scope stands for all of them, later ones too. */
export type ColumnScope =
  /** These and no others: a column that the table gets later is not included. */
  | { readonly include: readonly string[] }
  /** All but these: a column that the table gets later is included. */
  | { readonly exclude: readonly string[] };

/** By table name; tables that are not named are not narrowed. */
export type ColumnScopes = Readonly<Record<string, ColumnScope>>;

/** What scopes give together: `undefined` for all columns. Lake Formation adds grants up, and never takes one from another. */
export function unitedColumns(scopes: readonly (ColumnScope | undefined)[]): ColumnScope | undefined {
  let included: readonly string[] = [];
  let excluded: readonly string[] | undefined;
  for (const scope of scopes) {
    if (scope === undefined) {
      return undefined;
    }
    if ('include' in scope) {
      included = [...included, ...folded(scope.include)];
    } else {
      const names = folded(scope.exclude);
      excluded = excluded ? excluded.filter((name) => names.includes(name)) : names;
    }
  }
  if (excluded === undefined) {
    return { include: [...new Set(included)].sort() };
  }
  const left = excluded.filter((name) => !included.includes(name)).sort();
  return left.length > 0 ? { exclude: left } : undefined;
}

/** Whether the first gives all that the second gives, whatever columns the table gets later. */
export function coversColumns(wide: ColumnScope | undefined, narrow: ColumnScope | undefined): boolean {
  if (wide === undefined || narrow === undefined) {
    return wide === undefined;
  }
  if ('include' in wide) {
    return 'include' in narrow && isWithin(folded(narrow.include), folded(wide.include));
  }
  const closed = folded(wide.exclude);
  return 'include' in narrow
    ? !folded(narrow.include).some((name) => closed.includes(name))
    : isWithin(closed, folded(narrow.exclude));
}

export function sameColumns(left: ColumnScope | undefined, right: ColumnScope | undefined): boolean {
  return coversColumns(left, right) && coversColumns(right, left);
}

/** Glue compares column names without regard to case. */
function folded(names: readonly string[]): readonly string[] {
  return names.map((name) => name.toLowerCase());
}

function isWithin(names: readonly string[], all: readonly string[]): boolean {
  return names.every((name) => all.includes(name));
}
