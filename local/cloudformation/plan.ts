import type { AssemblyStack } from './assembly.ts';
import { isTrue, resolve, type Scope } from './intrinsics.ts';
import { creationOrder, dependenciesOf } from './order.ts';
import { checkRules } from './parameters.ts';
import type { StackRecord } from './records.ts';
import type { ResourceType } from './resource-type.ts';
import { resourceTypes } from './resources/index.ts';
import type { ResourceDefinition } from './template.ts';

/** A resource that the template and its conditions want. */
export interface Planned {
  readonly logicalId: string;
  readonly definition: ResourceDefinition;
  readonly type: ResourceType;
  readonly dependsOn: readonly string[];
}

/** The resources in the order of their making. All that can be refused without touching anything is refused here, by throwing. */
export function planOf({ template }: AssemblyStack, scope: Scope): Planned[] {
  checkRules(template, scope);
  const unknown: string[] = [];
  const plan = creationOrder(template.Resources).flatMap((logicalId) => {
    const definition = template.Resources[logicalId] as ResourceDefinition;
    if (definition.Condition !== undefined && !isTrue(definition.Condition, scope)) return [];
    const type = resourceTypes.get(definition.Type);
    if (type) return [{ logicalId, definition, type, dependsOn: dependenciesOf(logicalId, template.Resources) }];
    unknown.push(`${logicalId} (${definition.Type})`);
    return [];
  });
  if (unknown.length) throw new Error(`the local CloudFormation does not know the type of ${unknown.join(', ')}`);
  return plan;
}

/** What a stack tells the world, once all its resources are made. */
export function outputsOf({ template }: AssemblyStack, scope: Scope): Pick<StackRecord, 'outputs' | 'exportNames'> {
  const outputs: Record<string, string> = {};
  const exportNames: Record<string, string> = {};
  for (const [name, { Value, Export, Condition }] of Object.entries(template.Outputs ?? {})) {
    if (Condition !== undefined && !isTrue(Condition, scope)) continue;
    outputs[name] = String(resolve(Value, scope));
    if (Export) exportNames[name] = String(resolve(Export.Name, scope));
  }
  return { outputs, exportNames };
}
