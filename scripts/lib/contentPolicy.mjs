// @ts-check
/**
 * The content security policy of the built page: what it may load, run and speak to. Nothing but its own files, and the
 * mirrors that digits may be downloaded from.
 *
 * It stands in the page itself, so that it holds on any host, and in `_headers` for hosts that read it; workers have
 * the policy that their own files come with, so theirs holds on those hosts only.
 *
 * - Scripts: the page's own files, and inline ones by their hash. WebAssembly may be compiled, text may not be run.
 * - Style elements: Mantine writes its variables into one, and whatever locks the page behind a dialog another, whose
 *   text is not known beforehand. A page without a server has no secret of its own for each visit, so the first policy
 *   allows inline style elements, and the page's first script adds a second policy with a random nonce
 *   (`styleNonce`), which both of them are given. All policies of a page hold.
 * - Style attributes: none in HTML. Scripts that set `element.style` are not concerned.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const HEADER = 'Content-Security-Policy';

/** @param {string} text */
const hashed = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * The texts of the inline elements of a page.
 *
 * @param {string} html
 * @param {'script' | 'style'} tag
 */
function inline(html, tag) {
  const elements = html.matchAll(
    new RegExp(`<${tag}(?![^>]*\\ssrc=)[^>]*>([\\s\\S]*?)</${tag}>`, 'g'),
  );
  return [...elements].map(([, text = '']) => text);
}

/**
 * The first script of the page: a second policy, with a nonce for style elements. Libraries look for it by this name.
 *
 * @param {string} html
 */
const styleNonce = (html) => `{
const nonce = crypto.getRandomValues(new Uint32Array(4)).join('-');
const policy = document.createElement('meta');
policy.httpEquiv = '${HEADER}';
policy.content = "${["style-src-elem 'self'", ...inline(html, 'style').map(hashed)].join(' ')} 'nonce-" + nonce + "'";
document.head.append(policy);
globalThis.__webpack_nonce__ = nonce;
}`;

/**
 * @param {readonly string[]} pages HTML, with all inline scripts
 * @param {readonly string[]} connect addresses beside its own that the page may ask
 */
export function contentPolicy(pages, connect) {
  const scripts = new Set(pages.flatMap((html) => inline(html, 'script').map(hashed)));
  return [
    "default-src 'none'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...scripts].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "style-src-attr 'none'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    ["connect-src 'self'", ...connect].join(' '),
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** A page that sends one may not be shown in a frame; in the page itself this part would not be heeded. */
const FRAMES = "frame-ancestors 'none'";

/**
 * The plugin that writes the policy into the page and into `_headers`, and has `vite preview` send it as a host does.
 *
 * @param {{ connect: readonly string[] }} options
 * @returns {import('vite').Plugin}
 */
export function contentPolicyPlugin({ connect }) {
  let outDir = '';
  /** @type {string[]} */
  let pages = [];
  return {
    name: 'content-policy',
    configResolved(config) {
      outDir = path.resolve(config.root, config.build.outDir);
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { server }) {
        // Live reload writes scripts and styles into the page that no policy could name.
        if (server) return html;
        const page = html.replace(
          /<meta charset[^>]*>/,
          `$&\n    <script>${styleNonce(html)}</script>`,
        );
        pages.push(page);
        const policy = contentPolicy([page], connect);
        return page.replace(
          /<meta charset[^>]*>/,
          `$&\n    <meta http-equiv="${HEADER}" content="${policy}" />`,
        );
      },
    },
    writeBundle() {
      if (pages.length === 0) return;
      const file = path.join(outDir, '_headers');
      const headers = readFileSync(file, 'utf8').trimEnd();
      writeFileSync(file, `${headers}\n  ${HEADER}: ${contentPolicy(pages, connect)}; ${FRAMES}\n`);
      pages = [];
    },
    configurePreviewServer({ middlewares }) {
      middlewares.use((_request, response, next) => {
        const file = path.join(outDir, '_headers');
        const headers = existsSync(file) ? readFileSync(file, 'utf8') : '';
        const sent = new RegExp(`^ *${HEADER}: (.*)$`, 'm').exec(headers);
        if (sent?.[1]) response.setHeader(HEADER, sent[1]);
        next();
      });
    },
  };
}
