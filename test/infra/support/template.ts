import { rmSync } from 'node:fs';
import path from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import type { MeshApp } from '../../../infra/build-app.ts';

const Statement = z.object({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.union([z.string().transform((one) => [one]), z.array(z.string())]),
  Resource: z
    .unknown()
    .optional()
    .transform((one): readonly unknown[] => (Array.isArray(one) ? one : [one])),
  Principal: z.unknown().optional(),
  Condition: z.unknown().optional(),
});
export type Statement = z.infer<typeof Statement>;
const Document = z.object({ Statement: z.array(Statement) });
const RoleProperties = z.object({
  RoleName: z.string().optional(),
  AssumeRolePolicyDocument: Document,
  Policies: z.array(z.object({ PolicyName: z.string(), PolicyDocument: Document })).default([]),
  ManagedPolicyArns: z.array(z.unknown()).optional(),
});

export interface Role {
  readonly id: string;
  readonly name: string;
  readonly trust: readonly Statement[];
  readonly statements: readonly Statement[];
  readonly managed: readonly unknown[];
}

/** Every role of a template with all that it may do. */
export function rolesOf(template: Template): readonly Role[] {
  return Object.entries(template.findResources('AWS::IAM::Role')).map(([id, { Properties }]) => {
    const { RoleName, AssumeRolePolicyDocument, Policies, ManagedPolicyArns } =
      RoleProperties.parse(Properties);
    return {
      id,
      name: RoleName ?? id,
      trust: AssumeRolePolicyDocument.Statement,
      statements: Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
      managed: ManagedPolicyArns ?? [],
    };
  });
}

/** A stack's template as JSON assertions read it. */
export function templateOf(
  { slack, member, outdir }: MeshApp & { readonly outdir: string },
  which = 'slack',
): Template {
  const template = Template.fromStack(which === 'slack' ? slack : member);
  rmSync(path.dirname(outdir), { recursive: true, force: true });
  return template;
}
