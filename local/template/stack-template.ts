import { StartError } from "../start-error.ts";
import type { AssemblyStack, Properties, Template } from "./assembly.ts";
import { type PhysicalId, physicalId, type Surroundings } from "./physical-ids.ts";

/** The value of a secret, by its ARN or name. */
export type ReadSecret = (secretId: string) => string;

/** What stands outside of a template. */
export interface Outside {
  readonly readSecret: ReadSecret;
  /** What another stack exports under a name; undefined when none does. */
  readonly importValue: (name: string) => unknown;
}

const intrinsic = /^(Ref|Condition|Fn::\w+(::\w+)*)$/;
const dynamicReference = /\{\{resolve:([^}]*)\}\}/g;

/** One stack's template, and what its intrinsic functions come to on this machine. */
export class StackTemplate {
  private readonly template: Template;
  private readonly constructPaths: ReadonlyMap<string, string>;
  private readonly surroundings: Surroundings;
  private readonly outside: Outside;

  constructor(stack: AssemblyStack, surroundings: Omit<Surroundings, "stackName" | "region">, outside: Outside) {
    this.template = stack.template;
    this.constructPaths = stack.constructPaths;
    this.surroundings = { ...surroundings, stackName: stack.stackName, region: stack.region };
    this.outside = outside;
  }

  get region(): string {
    return this.surroundings.region;
  }

  get accountId(): string {
    return this.surroundings.accountId;
  }

  ofType(type: string): { logicalId: string; properties: Properties; path: string }[] {
    return Object.entries(this.template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([logicalId, { Properties: properties = {} }]) => ({
        logicalId,
        properties,
        path: this.constructPaths.get(logicalId) ?? logicalId,
      }));
  }

  /** What this stack exports under a name; undefined when it doesn't. */
  exported(name: string): unknown {
    for (const [outputId, { Value: value, Export: exported }] of Object.entries(this.template.Outputs ?? {})) {
      if (exported && this.resolve(exported.Name, `${outputId}.Export.Name`) === name) {
        return this.resolve(value, `${outputId}.Value`);
      }
    }
    return undefined;
  }

  /**
   * What a value of the template comes to.
   * @param place logical id and path of the value, for whoever has to mend it
   */
  resolve(value: unknown, place: string): unknown {
    if (typeof value === "string") {
      return this.withDynamicReferences(value, place);
    }
    if (Array.isArray(value)) {
      return value.map((item, index) => this.resolve(item, `${place}[${index}]`));
    }
    if (typeof value !== "object" || value === null) {
      return value;
    }
    const entries = Object.entries(value);
    const [first] = entries;
    if (first && entries.length === 1 && intrinsic.test(first[0])) {
      return this.intrinsic(first[0], first[1], place);
    }
    return Object.fromEntries(entries.map(([key, item]) => [key, this.resolve(item, `${place}.${key}`)]));
  }

  private intrinsic(name: string, argument: unknown, place: string): unknown {
    const inner = `${place}.${name}`;
    switch (name) {
      case "Ref":
        return this.reference(String(argument), place);
      case "Fn::GetAtt": {
        const [logicalId = "", ...attribute] = Array.isArray(argument) ? argument : String(argument).split(".");
        return this.attribute(logicalId, attribute.join("."), place);
      }
      case "Fn::Join": {
        const [separator, items] = this.items(argument, inner) as [string, unknown[]];
        return this.withDynamicReferences(items.join(separator), place);
      }
      case "Fn::Select": {
        const [index, items] = this.items(argument, inner) as [number, unknown[]];
        return items[Number(index)];
      }
      case "Fn::Split": {
        const [separator, text] = this.items(argument, inner) as [string, string];
        return text.split(separator);
      }
      case "Fn::Sub":
        return this.substituted(argument, place);
      case "Fn::ImportValue":
        return this.imported(argument, place);
      default:
        throw new StartError(
          `${place} uses ${name}, which the local server doesn't know: teach local/template/stack-template.ts.`,
        );
    }
  }

  private imported(argument: unknown, place: string): unknown {
    const name = String(this.resolve(argument, `${place}.Fn::ImportValue`));
    const value = this.outside.importValue(name);
    if (value === undefined) {
      throw new StartError(`${place} imports ${name}, which no stack of the assembly exports.`);
    }
    return value;
  }

  private substituted(argument: unknown, place: string): string {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const values = this.resolve(variables, `${place}.Fn::Sub`) as Record<string, unknown>;
    const filled = String(text).replace(/\$\{([^}!][^}]*)\}/g, (_, name: string) => {
      if (Object.hasOwn(values, name)) {
        return String(values[name]);
      }
      const [logicalId = "", ...attribute] = name.split(".");
      return attribute.length > 0
        ? this.attribute(logicalId, attribute.join("."), place)
        : String(this.reference(name, place));
    });
    return this.withDynamicReferences(filled.replaceAll("${!", "${"), place);
  }

  private reference(name: string, place: string): unknown {
    const { region, accountId, stackName } = this.surroundings;
    const pseudo: Readonly<Record<string, string>> = {
      "AWS::AccountId": accountId,
      "AWS::Partition": "aws",
      "AWS::Region": region,
      "AWS::StackName": stackName,
      "AWS::URLSuffix": "amazonaws.com",
    };
    if (Object.hasOwn(pseudo, name)) {
      return pseudo[name];
    }
    const parameter = this.template.Parameters?.[name];
    if (parameter?.Default !== undefined) {
      return parameter.Default;
    }
    return this.idOf(name, place).ref;
  }

  /** What `Fn::GetAtt` gives. */
  attribute(logicalId: string, attribute: string, place: string): string {
    const value = this.idOf(logicalId, place).attributes[attribute];
    if (value === undefined) {
      throw new StartError(`${place} asks for ${attribute} of ${logicalId}, which the local server doesn't know.`);
    }
    return value;
  }

  idOf(logicalId: string, place: string): PhysicalId {
    const resource = this.template.Resources[logicalId];
    if (!resource) {
      throw new StartError(`${place} refers to ${logicalId}, which is not in the template.`);
    }
    const property = (name: string) => this.resolve(resource.Properties?.[name], `${logicalId}.Properties.${name}`);
    const id = physicalId(resource.Type, logicalId, property, this.surroundings);
    if (!id) {
      throw new StartError(
        `${place} refers to ${logicalId} of type ${resource.Type}: teach local/template/physical-ids.ts its ids.`,
      );
    }
    return id;
  }

  /** A secret's value is asked for in a text: `{{resolve:secretsmanager:<id>:SecretString:<field>:<stage>:<version>}}`. */
  private withDynamicReferences(text: string, place: string): string {
    return text.replace(dynamicReference, (whole, reference: string) => {
      const [, secretId, field] =
        /^secretsmanager:(.+?)(?::SecretString(?::([^:]*)(?::[^:]*){0,2})?)?$/.exec(reference) ?? [];
      if (!secretId) {
        throw new StartError(`${place} has the dynamic reference ${whole}, which the local server doesn't know.`);
      }
      const value = this.outside.readSecret(secretId);
      return field ? String(JSON.parse(value)[field]) : value;
    });
  }

  private items(argument: unknown, place: string): unknown[] {
    if (!Array.isArray(argument)) {
      throw new StartError(`${place} must be a list.`);
    }
    return argument.map((item, index) => this.resolve(item, `${place}[${index}]`));
  }
}
