import { describe, expect, test } from 'vitest'
import { grants, parsePolicy } from './evaluate-policy.ts'

const policyOf = (...statements: object[]) =>
  parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }))
const on = (path: string) => `arn:aws:s3:::${path}`
const reader = policyOf({ Effect: 'Allow', Action: ['s3:GetObject'], Resource: [on('films/orgs/*/notes/*')] })

describe('policies', () => {
  test('grant what a pattern covers, over several folders', () => {
    expect(grants([reader], { action: 's3:GetObject', resource: on('films/orgs/1/notes/2/a.json') })).toBe(true)
  })

  test('grant neither another action, nor another folder, nor a longer bucket name', () => {
    expect(grants([reader], { action: 's3:PutObject', resource: on('films/orgs/1/notes/a.json') })).toBe(false)
    expect(grants([reader], { action: 's3:GetObject', resource: on('films/orgs/1/other/a.json') })).toBe(false)
    expect(grants([reader], { action: 's3:GetObject', resource: on('films2/orgs/1/notes/a.json') })).toBe(false)
  })

  test('grant nothing when there is none', () => {
    expect(grants([], { action: 's3:GetObject', resource: on('films/a') })).toBe(false)
  })

  test('deny what one denies, whichever allows it', () => {
    const all = policyOf({ Effect: 'Allow', Action: 's3:*', Resource: on('*') })
    const denial = policyOf({ Effect: 'Deny', Action: 's3:Delete*', Resource: on('films/*') })
    expect(grants([denial, all], { action: 's3:DeleteObject', resource: on('films/a') })).toBe(false)
    expect(grants([denial, all], { action: 's3:PutObject', resource: on('films/a') })).toBe(true)
  })

  test('take a dot for a dot', () => {
    const policy = policyOf({ Effect: 'Allow', Action: 's3:GetObject', Resource: on('films/a.b') })
    expect(grants([policy], { action: 's3:GetObject', resource: on('films/axb') })).toBe(false)
  })

  test.each([
    ['a condition', { Effect: 'Allow', Action: 's3:*', Resource: on('*'), Condition: {} }, 'Condition'],
    ['what is no S3 action', { Effect: 'Allow', Action: 'GetObject', Resource: on('*') }, 'Action'],
    ['what is no S3 resource', { Effect: 'Allow', Action: 's3:*', Resource: 'films/*' }, 'Resource'],
    ['a missing effect', { Action: 's3:*', Resource: on('*') }, 'Effect'],
  ])('are refused with %s', (_, statement, field) => {
    expect(() => policyOf(statement)).toThrow(field)
  })
})
