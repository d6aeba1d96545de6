/** What CloudFormation makes of a template's value: references, and the functions that the member stack uses. */
export function resolve(value: unknown, names: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) {
    return value.map((one) => resolve(one, names)).filter((one) => one !== undefined);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const [[key, argument] = []] = Object.entries(value);
  const list = (): readonly unknown[] => (Array.isArray(argument) ? argument : []);
  switch (key) {
    case 'Ref':
      return names[String(argument)];
    case 'Fn::Join': {
      const [separator, parts] = list();
      const joined = resolve(parts, names);
      return (Array.isArray(joined) ? joined : []).join(String(separator));
    }
    case 'Fn::Split': {
      const [separator, text] = list();
      return String(resolve(text, names)).split(String(separator));
    }
    case 'Fn::Select': {
      const [index, of] = list();
      const parts = resolve(of, names);
      return Array.isArray(parts) ? parts[Number(index)] : undefined;
    }
    case 'Fn::If':
      return undefined; // only where a property may be left out
    default:
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolve(one, names)]));
  }
}
