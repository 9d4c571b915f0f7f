import { StartError } from "../start-error.ts";
import type { Assembly, Properties } from "./assembly.ts";
import type { Surroundings } from "./physical-ids.ts";
import { type ReadSecret, StackTemplate } from "./stack-template.ts";

export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  /** As in the template, unresolved: what nobody reads may hold intrinsics that are not known here. */
  readonly properties: Properties;
  /** The path of its construct in the stack, such as `Caps/Queue`, or its logical id. */
  readonly path: string;
  /** Resolves what stands in the resource. */
  readonly stack: StackTemplate;
}

/** The resources of an agency's stacks, and what is in them, resolved for this machine. */
export class CloudFormation {
  private readonly stacks: readonly [StackTemplate, ...StackTemplate[]];

  constructor(assembly: Assembly, surroundings: Omit<Surroundings, "stackName" | "region">, readSecret: ReadSecret) {
    const importValue = (name: string) => this.exported(name);
    const [first, ...others] = assembly.stacks;
    const stackOf = (stack: typeof first) => new StackTemplate(stack, surroundings, { readSecret, importValue });
    this.stacks = [stackOf(first), ...others.map(stackOf)];
  }

  get region(): string {
    return this.stacks[0].region;
  }

  get accountId(): string {
    return this.stacks[0].accountId;
  }

  ofType(type: string): Resource[] {
    return this.stacks.flatMap((stack) => stack.ofType(type).map((resource) => ({ ...resource, type, stack })));
  }

  /** The one resource of a type. */
  only(type: string): Resource {
    const [found, ...others] = this.ofType(type);
    if (!found || others.length > 0) {
      throw new StartError(
        `The local server needs one ${type} in the templates; there are ${found ? others.length + 1 : 0}.`,
      );
    }
    return found;
  }

  /** One property with everything in it resolved; undefined when the resource hasn't got it. */
  property({ stack, logicalId, properties }: Resource, name: string): unknown {
    return stack.resolve(properties[name], `${logicalId}.Properties.${name}`);
  }

  /** A property that must be a text (after resolving). */
  text(resource: Resource, name: string): string {
    const value = this.property(resource, name);
    if (typeof value !== "string") {
      throw new StartError(
        `${resource.logicalId}.Properties.${name} must come to a text, not ${JSON.stringify(value)}.`,
      );
    }
    return value;
  }

  arn({ stack, logicalId }: Resource): string {
    return stack.attribute(logicalId, "Arn", logicalId);
  }

  /** The number of a function's version. */
  version({ stack, logicalId }: Resource): string {
    return stack.attribute(logicalId, "Version", logicalId);
  }

  ref({ stack, logicalId }: Resource): string {
    return stack.idOf(logicalId, logicalId).ref;
  }

  /** What a stack exports under a name; undefined when none does. */
  private exported(name: string): unknown {
    for (const stack of this.stacks) {
      const found = stack.exported(name);
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  }
}
