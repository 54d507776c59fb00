/** The element of the page with an id. */
export const byId = (id) => document.getElementById(id);
/** A new element with properties and children; a string child becomes a text node. */
export const element = (tag, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
};
const svgNamespace = 'http://www.w3.org/2000/svg';
/** An SVG icon of one path, hidden from screen readers. */
export const icon = (pathData, className, viewBox) => {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('viewBox', viewBox);
  svg.setAttribute('class', className);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svgNamespace, 'path');
  path.setAttribute('d', pathData);
  svg.append(path);
  return svg;
};
