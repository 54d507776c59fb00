/** The element of the page with an id. */
export const by = (id) => document.getElementById(id);
/** A new element with its properties and children; text given as a child stays text. */
export const element = (tag, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
};
const svgSpace = 'http://www.w3.org/2000/svg';
/** A drawn sign, hidden from readers aloud. */
export const icon = (path, name, viewBox) => {
  const svg = document.createElementNS(svgSpace, 'svg');
  svg.setAttribute('viewBox', viewBox);
  svg.setAttribute('class', name);
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(svgSpace, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
};
