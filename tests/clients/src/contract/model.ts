/**
 * Microsoft's type definitions as a map: which entity has which property, and of which type. It steers the generator (where
 * an array begins, which property is an enumeration); whether a body agrees is decided by the compiler alone.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";

/** The type of a property. */
export interface Held {
  /** Name as written in the definitions (`User`, `SecurityNamespace.Alert`) or a primitive (`string`, `any`). */
  readonly name: string;
  readonly many: boolean;
}

/** One interface. */
interface Entity {
  readonly base: string | undefined;
  readonly properties: ReadonlyMap<string, Held>;
}

/** A package of definitions, one for each version of Graph. */
export interface Definitions {
  readonly name: string;
  /** What the generated module calls it. */
  readonly alias: string;
  /** Where it is installed. */
  readonly path: string;
}

export const definitions = {
  "v1.0": installed("@microsoft/microsoft-graph-types", "G"),
  beta: installed("@microsoft/microsoft-graph-types-beta", "B"),
} as const satisfies Record<string, Definitions>;

function installed(name: string, alias: string): Definitions {
  const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  return { name, alias, path: join(folder, "microsoft-graph.d.ts") };
}

export class Model {
  readonly #entities = new Map<string, Entity>();
  readonly #enumerations = new Map<string, readonly string[]>();

  constructor(readonly source: Definitions) {
    const { path } = source;
    const read = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022);
    this.#read(read.statements, "", read);
  }

  /** A type as the generated module names it. */
  named(name: string): string {
    return `${this.source.alias}.${name}`;
  }

  /** Whether there is such an interface. */
  has(name: string): boolean {
    return this.#entities.has(name);
  }

  /** Whether the name is one of an enumeration. */
  isEnumeration(name: string): boolean {
    return this.#enumerations.has(name);
  }

  /** The type of a property, looked up in the bases as well. */
  property(entity: string, property: string): Held | undefined {
    for (let at: string | undefined = entity; at !== undefined; at = this.#entities.get(at)?.base) {
      const held = this.#entities.get(at)?.properties.get(property);
      if (held !== undefined) return held;
    }
    return undefined;
  }

  /** Whether an entity is another one or descends from it. */
  descends(entity: string, from: string): boolean {
    for (let at: string | undefined = entity; at !== undefined; at = this.#entities.get(at)?.base) {
      if (at === from) return true;
    }
    return false;
  }

  /** The definitions' name for an OData type name (`#microsoft.graph.iPv4CidrRange`), if they have it. */
  ofODataName(odata: string): string | undefined {
    const bare = odata.replace(/^#/, "").replace(/^microsoft\.graph\./i, "");
    const [last = "", ...spaces] = bare.split(".").reverse();
    const name = [...spaces.reverse().map((space) => `${capital(space)}Namespace`), capital(last)].join(".");
    return this.has(name) ? name : undefined;
  }

  #read(statements: readonly ts.Statement[], prefix: string, source: ts.SourceFile): void {
    for (const statement of statements) {
      if (ts.isInterfaceDeclaration(statement)) {
        this.#entities.set(prefix + statement.name.text, entity(statement, prefix, source));
      } else if (ts.isTypeAliasDeclaration(statement) && ts.isUnionTypeNode(statement.type)) {
        const members = statement.type.types.map((member) => member.getText(source).replaceAll('"', ""));
        if (statement.typeParameters === undefined) this.#enumerations.set(prefix + statement.name.text, members);
      } else if (ts.isModuleDeclaration(statement) && statement.body !== undefined) {
        // `Partners.Billing` is a namespace in a namespace.
        const inner = `${prefix}${statement.name.text}.`;
        if (ts.isModuleBlock(statement.body)) this.#read(statement.body.statements, inner, source);
        else this.#read([statement.body as unknown as ts.Statement], inner, source);
      }
    }
  }
}

function entity(declared: ts.InterfaceDeclaration, prefix: string, source: ts.SourceFile): Entity {
  const base = declared.heritageClauses?.[0]?.types[0]?.expression.getText(source);
  const properties = new Map<string, Held>();
  for (const member of declared.members) {
    if (!ts.isPropertySignature(member) || member.type === undefined) continue;
    properties.set(member.name.getText(source).replaceAll('"', ""), held(member.type, prefix, source));
  }
  return { base: base === undefined ? undefined : qualified(base, prefix), properties };
}

function held(type: ts.TypeNode, prefix: string, source: ts.SourceFile): Held {
  if (ts.isArrayTypeNode(type)) return { name: held(type.elementType, prefix, source).name, many: true };
  if (ts.isParenthesizedTypeNode(type)) return held(type.type, prefix, source);
  if (ts.isUnionTypeNode(type)) {
    const solid = type.types.find((member) => member.getText(source) !== "null");
    if (solid !== undefined) return held(solid, prefix, source);
  }
  if (ts.isTypeReferenceNode(type)) {
    const name = type.typeName.getText(source);
    const [argument] = type.typeArguments ?? [];
    if (name === "NullableOption" && argument !== undefined) return held(argument, prefix, source);
    return { name: qualified(name, prefix), many: false };
  }
  return { name: type.getText(source), many: false };
}

/** Names inside a namespace are its own, unless they say `microsoftgraph.`, which is the outside. */
function qualified(name: string, prefix: string): string {
  const outside = /^microsoftgraph\.(.*)$/.exec(name)?.[1];
  return outside ?? prefix + name;
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
