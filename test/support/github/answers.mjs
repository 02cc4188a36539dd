// Answers that GitHub gives, and the way a handler gives one up.

/** Thrown by a handler: the request ends with this answer. */
export class Refusal extends Error {
  constructor(status, message, details = {}) {
    super(message);
    this.status = status;
    this.body = { message, ...details, documentation_url: "https://docs.github.com/rest", status: String(status) };
  }
}

export const notFound = () => new Refusal(404, "Not Found");
export const badCredentials = () => new Refusal(401, "Bad credentials");
export const notAccessible = () => new Refusal(403, "Resource not accessible by integration");

/** 422, with one error for a field or a message of its own. */
export function invalid(resource, error) {
  const details = typeof error === "string" ? { code: "custom", message: error } : error;
  return new Refusal(422, "Validation Failed", { errors: [{ resource, ...details }] });
}

const LONGEST_BODY = 65_536;
const LONGEST_TITLE = 256;

/** What GitHub says of texts that are too long or missing. */
export function checkTexts(resource, { title, body }) {
  if (title !== undefined && String(title).trim() === "")
    throw invalid(resource, { field: "title", code: "missing_field" });
  if (title !== undefined && String(title).length > LONGEST_TITLE)
    throw invalid(resource, {
      field: "title",
      code: "custom",
      message: `title is too long (maximum is ${LONGEST_TITLE} characters)`,
    });
  if (typeof body === "string" && body.length > LONGEST_BODY)
    throw invalid(resource, {
      field: "body",
      code: "custom",
      message: `body is too long (maximum is ${LONGEST_BODY} characters)`,
    });
}

/** One page of a list, with the links to its neighbours. */
export function paged(items, query, url) {
  const size = Math.min(Number(query.get("per_page") ?? 30), 100);
  const page = Math.max(Number(query.get("page") ?? 1), 1);
  const last = Math.max(Math.ceil(items.length / size), 1);
  const to = (number, rel) => {
    const there = new URL(url);
    there.searchParams.set("page", String(number));
    return `<${there}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [to(page - 1, "prev")] : []),
    ...(page < last ? [to(page + 1, "next"), to(last, "last")] : []),
  ];
  return {
    status: 200,
    items: items.slice((page - 1) * size, page * size),
    headers: links.length > 0 ? { Link: links.join(", ") } : {},
  };
}
