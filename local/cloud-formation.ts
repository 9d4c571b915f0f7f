import type { Assembly, Properties, Template } from "./assembly.ts";
import { nameProperties, type PhysicalId, physicalId, type Surroundings } from "./physical-ids.ts";
import { StartError } from "./start-error.ts";

export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  /** As in the template, nothing resolved: what nobody reads may hold intrinsics that nobody knows. */
  readonly properties: Properties;
  /** The path of its construct in the stack, such as `Billing/Queue`, or its logical id. */
  readonly path: string;
}

/** The value of a secret, by its ARN or name. */
export type ReadSecret = (secretId: string) => string;

const intrinsic = /^(Ref|Condition|Fn::\w+(::\w+)*)$/;
const dynamicReference = /\{\{resolve:([^}]*)\}\}/g;

/** The resources of a template, and what its intrinsic functions come to on this machine. */
export class CloudFormation {
  private readonly template: Template;
  private readonly constructPaths: ReadonlyMap<string, string>;
  private readonly surroundings: Surroundings;
  private readonly readSecret: ReadSecret;

  constructor(assembly: Assembly, surroundings: Omit<Surroundings, "stackName" | "region">, readSecret: ReadSecret) {
    this.template = assembly.template;
    this.constructPaths = assembly.constructPaths;
    this.surroundings = { ...surroundings, stackName: assembly.stackName, region: assembly.region };
    this.readSecret = readSecret;
  }

  get region(): string {
    return this.surroundings.region;
  }

  get accountId(): string {
    return this.surroundings.accountId;
  }

  ofType(type: string): Resource[] {
    return Object.entries(this.template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([logicalId, { Properties: properties = {} }]) => ({
        logicalId,
        type,
        properties,
        path: this.constructPaths.get(logicalId) ?? logicalId,
      }));
  }

  /** The one resource of a type. */
  only(type: string): Resource {
    const [found, ...others] = this.ofType(type);
    if (!found || others.length > 0) {
      throw new StartError(
        `The local server needs one ${type} in the template; there are ${found ? others.length + 1 : 0}.`,
      );
    }
    return found;
  }

  /** One property with everything in it resolved; undefined when the resource hasn't got it. */
  property(resource: Resource, name: string): unknown {
    return this.resolve(resource.properties[name], `${resource.logicalId}.Properties.${name}`);
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

  arn(resource: Resource): string {
    return this.attribute(resource.logicalId, "Arn", resource.logicalId);
  }

  ref(resource: Resource): string {
    return this.idOf(resource.logicalId, resource.logicalId).ref;
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
      default:
        throw new StartError(
          `${place} uses ${name}, which the local server doesn't know: teach local/cloud-formation.ts.`,
        );
    }
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

  private attribute(logicalId: string, attribute: string, place: string): string {
    const value = this.idOf(logicalId, place).attributes[attribute];
    if (value === undefined) {
      throw new StartError(`${place} asks for ${attribute} of ${logicalId}, which the local server doesn't know.`);
    }
    return value;
  }

  private idOf(logicalId: string, place: string): PhysicalId {
    const resource = this.template.Resources[logicalId];
    if (!resource) {
      throw new StartError(`${place} refers to ${logicalId}, which is not in the template.`);
    }
    const nameProperty = nameProperties[resource.Type];
    const name =
      nameProperty && this.resolve(resource.Properties?.[nameProperty], `${logicalId}.Properties.${nameProperty}`);
    const id = physicalId(resource.Type, logicalId, typeof name === "string" ? name : undefined, this.surroundings);
    if (!id) {
      throw new StartError(
        `${place} refers to ${logicalId} of type ${resource.Type}: teach local/physical-ids.ts its ids.`,
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
      const value = this.readSecret(secretId);
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
