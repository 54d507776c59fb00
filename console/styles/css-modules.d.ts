declare module '*.module.css' {
  /** The names of its classes, as they are in the bundle. */
  const classes: Readonly<Record<string, string>>;
  export default classes;
}
declare module '*.css';
