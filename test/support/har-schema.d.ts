declare module 'har-schema' {
  const schemas: { readonly [name: string]: object }
  export default schemas
}
