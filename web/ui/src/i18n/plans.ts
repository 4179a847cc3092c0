// Imported by the pages of plans and follow-up types: brings their words in.
import { addMessages } from './index'
import { en } from './plans.en'
import { zh } from './plans.zh'

addMessages(zh, en)
