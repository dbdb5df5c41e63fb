/** What a program of ours needs of the tests' own environment: where others are, and where its compiled modules lie. */
export const programs = { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }
