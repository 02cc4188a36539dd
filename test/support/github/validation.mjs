// Holds requests and answers to GitHub's own description of its interface (openapi.json, see extract-openapi.mjs).
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import formats from "ajv-formats";

/** Statuses that any operation may answer with, whether its description lists them or not. */
const anywhere = (status) => [401, 403, 404, 429].includes(status) || status >= 500;

/** OpenAPI 3.0 says `nullable`; JSON Schema has a type for null. */
function withNull(node) {
  if (Array.isArray(node)) return node.map(withNull);
  if (typeof node !== "object" || node === null) return node;
  const { nullable, ...rest } = node;
  const copy = Object.fromEntries(
    Object.entries(nullable === true ? rest : node).map(([key, value]) => [key, withNull(value)]),
  );
  return nullable === true ? { anyOf: [copy, { type: "null" }] } : copy;
}

export function loadDescription() {
  const whole = JSON.parse(readFileSync(new URL("openapi.json", import.meta.url), "utf8"));
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  formats.default(ajv);
  ajv.addSchema(withNull(whole), "github");
  const compiled = new Map();

  /** What is wrong with a value, for the schema at this place of the description. */
  function wrong(value, place) {
    const pointer = place.map((step) => encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
    if (!compiled.has(pointer)) compiled.set(pointer, ajv.compile({ $ref: `github#/${pointer}` }));
    const validate = compiled.get(pointer);
    return validate(value)
      ? []
      : validate.errors.map(({ instancePath, message }) => `${instancePath || "/"} ${message}`);
  }

  const followed = (node) =>
    node?.$ref === undefined
      ? { node }
      : {
          node: node.$ref
            .slice(2)
            .split("/")
            .reduce((at, key) => at[key], whole),
          ref: node.$ref,
        };

  /** The names a body may have at its top; undefined when any may. */
  function names(schema) {
    const { node } = followed(schema);
    const parts = [...(node.allOf ?? []), ...(node.anyOf ?? []), ...(node.oneOf ?? [])].map(names);
    return [...Object.keys(node.properties ?? {}), ...parts.flat()];
  }

  function parametersOf(operation, path) {
    return (operation.parameters ?? []).map((parameter, index) => {
      const { node, ref } = followed(parameter);
      const place = ref === undefined ? [...path, "parameters", String(index)] : ref.slice(2).split("/");
      return { ...node, place: [...place, "schema"] };
    });
  }

  const typed = (text, { schema }) => {
    const { type } = followed(schema).node;
    if (type === "integer" && /^-?\d+$/.test(text)) return Number(text);
    return type === "boolean" && /^(?:true|false)$/.test(text) ? text === "true" : text;
  };

  return {
    /** Problems of a request, as sentences. */
    request({ method, template, params, query, headers, body }) {
      const path = ["paths", template, method.toLowerCase()];
      const operation = whole.paths[template][method.toLowerCase()];
      const parameters = parametersOf(operation, path);
      const problems = [];
      if (!headers["user-agent"]) problems.push("there is no User-Agent");
      for (const parameter of parameters) {
        const given = parameter.in === "path" ? params[parameter.name] : (query.get(parameter.name) ?? undefined);
        if (given === undefined && parameter.required) problems.push(`parameter ${parameter.name} is missing`);
        if (given === undefined) continue;
        for (const what of wrong(typed(given, parameter), parameter.place))
          problems.push(`parameter ${parameter.name}: ${what}`);
      }
      for (const name of query.keys()) {
        if (!parameters.some((parameter) => parameter.in === "query" && parameter.name === name))
          problems.push(`there is no parameter ${name}`);
      }
      return [...problems, ...bodyProblems(operation, path, headers, body)];
    },

    /** Problems of an answer, as sentences. */
    response({ method, template, status, body }) {
      const path = ["paths", template, method.toLowerCase(), "responses", String(status)];
      const listed = whole.paths[template][method.toLowerCase()].responses[String(status)];
      if (status >= 400 && (typeof body?.message !== "string" || typeof body.documentation_url !== "string"))
        return [`${status} without message and documentation_url`];
      if (listed === undefined)
        return anywhere(status)
          ? wrong(body, ["components", "schemas", "basic-error"])
          : [`${status} is no answer of this operation`];
      const { node, ref } = followed(listed);
      if (node.content === undefined) return body === undefined ? [] : [`${status} has no body`];
      const place = ref === undefined ? path : ref.slice(2).split("/");
      const [type] = Object.keys(node.content);
      return wrong(body, [...place, "content", type, "schema"]);
    },
  };

  function bodyProblems(operation, path, headers, body) {
    const described = operation.requestBody;
    if (body === undefined) return described?.required ? ["body: it is missing"] : [];
    if (described === undefined) return ["there is no body here"];
    const problems = [];
    if (!/^application\/(?:[\w.+-]*\+)?json\b/.test(headers["content-type"] ?? ""))
      problems.push("the body is not said to be JSON");
    problems.push(
      ...wrong(body, [...path, "requestBody", "content", "application/json", "schema"]).map((what) => `body: ${what}`),
    );
    const allowed = names(described.content["application/json"].schema);
    const unknown = Object.keys(body ?? {}).filter((name) => !allowed.includes(name));
    return [...problems, ...unknown.map((name) => `body: there is no ${name}`)];
  }
}
