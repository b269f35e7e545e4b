/** A colour that may be `light-dark(…)` or `var(…)`, as `inside` would show it. */
export function resolvedColour(colour: string, inside: Element): string {
  const probe = document.createElement('span');
  probe.style.color = colour;
  probe.hidden = true;
  inside.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}
