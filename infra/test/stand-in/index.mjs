// Stands for the bundle of a function where only the template is looked at.
export const handler = async () => null;
