import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readPolicy } from '../../../src/mesh/policies/policy-document.ts';
import { renderPolicy } from '../../../src/mesh/policies/render.ts';

const FOLDER = path.join('src', 'mesh', 'policies');
const roles = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json.mustache'))
  .map((file) => file.replace('.json.mustache', ''));

/** Statements that hold for every resource, and why they have to. A new one needs its line here. */
const EVERYWHERE: Readonly<Record<string, string>> = {
  LakeFormation: 'Lake Formation knows no ARNs; what may be granted is bounded by its own permissions',
  Shares: 'RAM makes and names shares itself; invitations have no ARN before they come',
  CatalogPolicy: 'Glue keeps one resource policy for the whole catalog',
  MakeServiceRole: 'the role does not exist yet; the condition names the only service',
};

function statementsOf(role: string) {
  const text = renderPolicy(readFileSync(path.join(FOLDER, `${role}.json.mustache`), 'utf8'), {
    partition: 'aws',
    accountId: '222222222222',
    meshAccountId: '111111111111',
    roleArn: 'arn:aws:iam::111111111111:role/AwsDataMesh/AnExample',
  });
  return readPolicy(text, role)?.statements ?? [];
}

const list = (value: unknown): readonly string[] => [value ?? []].flat().map(String);

describe.each(roles)('the policy %s', (role) => {
  const statements = statementsOf(role).map((each) => Object(each));

  it('gives exactly these actions on exactly these resources', () => {
    const rights = statements.map(({ Sid, Effect, Action, Resource, Condition }) => ({
      Sid,
      Effect,
      Action: [...list(Action)].sort(),
      Resource: [...list(Resource)].sort(),
      ...(Condition === undefined ? {} : { Condition }),
    }));

    expect(rights.length).toBeGreaterThan(0);
    expect(rights).toMatchSnapshot();
  });

  it('names every action, and every resource that can be named', () => {
    for (const { Sid, Effect, Action, Resource, NotAction, NotResource } of statements) {
      expect({ Sid, Effect, NotAction, NotResource }).toEqual({ Sid, Effect: 'Allow' });
      expect(list(Action).filter((action) => action.includes('*'))).toEqual([]);
      expect({ Sid, isEverywhere: list(Resource).includes('*') && !(Sid in EVERYWHERE) }).toEqual({
        Sid,
        isEverywhere: false,
      });
    }
  });

  it('lets nobody take a role, pass one on or change one beyond the mesh’s own and those that it names', () => {
    const risky = statements.filter(({ Action }) =>
      list(Action).some((action) =>
        /^(sts:AssumeRole|iam:(Pass|Put|Attach|Update|Create(?!ServiceLinked)))/.test(action),
      ),
    );

    for (const { Resource } of risky) {
      expect(
        list(Resource).every((arn) =>
          /^arn:aws:iam::\d{12}:(role|policy)\/(AwsDataMesh\/\*|[\w/.+=@-]+)$/.test(arn),
        ),
      ).toBe(true);
    }
  });
});
