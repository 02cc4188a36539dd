import { parseAst } from "rolldown/parseAst";

/** The source of one file, by its path in `src`. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** A type, class or function that a file exports by itself; what it passes on from another file is declared there. */
export interface Declaration {
  readonly file: string;
  readonly kind: "type" | "class" | "function";
  readonly name: string;
}

/** A function, method or signature, by the nearest name around it. */
export interface Signature {
  readonly file: string;
  readonly name: string;
  readonly parameters: number;
}

interface Node {
  readonly type: string;
  readonly [part: string]: unknown;
}

const kinds: Readonly<Record<string, Declaration["kind"]>> = {
  TSInterfaceDeclaration: "type",
  TSTypeAliasDeclaration: "type",
  TSEnumDeclaration: "type",
  ClassDeclaration: "class",
  FunctionDeclaration: "function",
  TSDeclareFunction: "function",
};

const parsed = new WeakMap<Source, readonly Node[]>();

/** The statements of a file, which is parsed once. */
function bodyOf(source: Source): readonly Node[] {
  const known = parsed.get(source);
  if (known !== undefined) return known;
  const body = parseAst(source.text, { lang: "ts" }, source.file).body as unknown as readonly Node[];
  parsed.set(source, body);
  return body;
}

export function declarationsIn(source: Source): readonly Declaration[] {
  const { file } = source;
  return bodyOf(source).flatMap((statement): readonly Declaration[] => {
    const declared = statement["declaration"];
    if (statement.type !== "ExportNamedDeclaration" || !isNode(declared)) return [];
    const kind = kinds[declared.type];
    if (kind !== undefined) return [{ file, kind, name: nameOf(declared) ?? "" }];
    // An arrow function in a constant is a function all the same.
    const constants = (declared["declarations"] ?? []) as readonly Node[];
    return constants
      .filter(({ init }) => isNode(init) && /Function/.test(init.type))
      .map((constant) => ({ file, kind: "function", name: nameOf(constant) ?? "" }));
  });
}

export function signaturesIn(source: Source): readonly Signature[] {
  const found: Signature[] = [];
  const visit = (value: unknown, around: string): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, around);
    if (!isNode(value)) return;
    const name = nameOf(value) ?? around;
    const parameters = value["params"];
    if (Array.isArray(parameters) && /Function|Signature/.test(value.type))
      found.push({ file: source.file, name, parameters: parameters.length });
    for (const part of Object.values(value)) visit(part, name);
  };
  visit(bodyOf(source), "");
  return found;
}

/** The name of a declaration, a member or a constant. */
function nameOf(node: Node): string | undefined {
  for (const part of [node["id"], node["key"]])
    if (isNode(part) && part.type === "Identifier") return String(part["name"]);
  return undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { readonly type?: unknown }).type === "string";
}
